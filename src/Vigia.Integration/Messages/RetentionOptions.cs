namespace Vigia.Integration.Messages;

/// <summary>How long each kind of record is kept. Section <c>Messages:Retention</c>.</summary>
internal sealed class RetentionOptions
{
    /// <summary>Processed messages, after they were processed.</summary>
    public TimeSpan Processed { get; set; } = TimeSpan.FromDays(7);

    /// <summary>Rejected and duplicate messages, after they were received.</summary>
    public TimeSpan Refused { get; set; } = TimeSpan.FromDays(1);

    /// <summary>Dead letters and discarded ones, after they died or were discarded.</summary>
    public TimeSpan Dead { get; set; } = TimeSpan.FromDays(30);

    /// <summary>Audit entries.</summary>
    public TimeSpan Audit { get; set; } = TimeSpan.FromDays(365);
}
