using Microsoft.Extensions.Options;

namespace Vigia.Server.Access;

internal sealed class AccessOptionsValidator : IValidateOptions<AccessOptions>
{
    private static readonly TimeSpan Year = TimeSpan.FromDays(366);

    public ValidateOptionsResult Validate(string? name, AccessOptions options)
    {
        var errors = new List<string>();
        if (options.SessionIdle < TimeSpan.FromMinutes(1) || options.SessionIdle > Year)
        {
            errors.Add("Monitor:Access:SessionIdle is 1 minute to 366 days.");
        }

        if (options.SessionLifetime < options.SessionIdle || options.SessionLifetime > Year)
        {
            errors.Add("Monitor:Access:SessionLifetime is Monitor:Access:SessionIdle to 366 days.");
        }

        if (options.MaxSessionsPerUser is < 1 or > 1000)
        {
            errors.Add("Monitor:Access:MaxSessionsPerUser is 1 to 1000.");
        }

        if (options.MaxSessions < options.MaxSessionsPerUser || options.MaxSessions > 100_000)
        {
            errors.Add("Monitor:Access:MaxSessions is Monitor:Access:MaxSessionsPerUser to 100000.");
        }

        if (options.AuditRetention < TimeSpan.FromDays(1) || options.AuditRetention > TimeSpan.FromDays(36500))
        {
            errors.Add("Monitor:Access:AuditRetention is 1 to 36500 days.");
        }

        if (options.AuditMaxEntries is < 100 or > 10_000_000)
        {
            errors.Add("Monitor:Access:AuditMaxEntries is 100 to 10000000.");
        }

        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}
