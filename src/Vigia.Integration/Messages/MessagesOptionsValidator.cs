using Microsoft.Extensions.Options;
using Vigia.Integration.Queue;

namespace Vigia.Integration.Messages;

/// <summary>Reports every setting of <see cref="MessagesOptions"/> that is out of bounds at once.</summary>
internal sealed class MessagesOptionsValidator : IValidateOptions<MessagesOptions>
{
    public ValidateOptionsResult Validate(string? name, MessagesOptions options)
    {
        var errors = new ValidateOptionsResultBuilder();
        var bounds = new OptionBounds("Messages", errors);
        TimeSpan least = TimeSpan.FromMinutes(1);
        TimeSpan most = TimeSpan.FromDays(36_500);
        bounds.Within("Retention:Processed", options.Retention.Processed, least, most);
        bounds.Within("Retention:Refused", options.Retention.Refused, least, most);
        bounds.Within("Retention:Dead", options.Retention.Dead, least, most);
        bounds.Within("Retention:Audit", options.Retention.Audit, least, most);
        bounds.Within("RetentionInterval", options.RetentionInterval, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1));
        bounds.Within("NoteCapacity", options.NoteCapacity, 0, 1_000_000);
        bounds.Within("NoteDelay", options.NoteDelay, TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(1));
        bounds.Within("Readers", options.Readers, 1, 64);
        bounds.Within("SearchRows", options.SearchRows, 1_000, 100_000_000);
        return errors.Build();
    }
}
