using System.Globalization;
using Microsoft.AspNetCore.Http;
using Vigia.Server.Access.Audit;

namespace Vigia.Server.Access.Endpoints;

/// <summary><c>/ui/api/audit</c>, for administrators: <c>before</c>, <c>limit</c>, <c>actor</c>, <c>action</c>, <c>target</c>, <c>from</c>, <c>to</c>.</summary>
internal sealed class AuditEndpoints(IAuditTrail audit)
{
    public Task ListAsync(HttpContext context)
    {
        IQueryCollection query = context.Request.Query;
        return AccessJson.WriteAsync(context, audit.List(new AuditQuery
        {
            Before = Number(query, "before"),
            Limit = Number(query, "limit") switch
            {
                null => 100,
                >= 1 and <= AuditQuery.MaxLimit and var limit => (int)limit,
                _ => throw new AccessException(AccessErrors.BadRequest, $"limit: 1 to {AuditQuery.MaxLimit}."),
            },
            Actor = query["actor"],
            Action = query["action"],
            Target = query["target"],
            From = Time(query, "from"),
            To = Time(query, "to"),
        }));
    }

    private static long? Number(IQueryCollection query, string name) => query[name].ToString() switch
    {
        "" => null,
        var text when long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) => number,
        _ => throw new AccessException(AccessErrors.BadRequest, $"{name}: a whole number."),
    };

    private static DateTimeOffset? Time(IQueryCollection query, string name) => query[name].ToString() switch
    {
        "" => null,
        var text when DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time) => time,
        _ => throw new AccessException(AccessErrors.BadRequest, $"{name}: a time in ISO 8601, such as 2026-01-31T12:00:00Z."),
    };
}
