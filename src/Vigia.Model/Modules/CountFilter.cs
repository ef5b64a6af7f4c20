using Vigia.Model.Messages;

namespace Vigia.Model.Modules;

/// <summary>Which messages are counted, and how finely.</summary>
public sealed record CountFilter
{
    /// <summary>What must fit. Its limit and cursor do not count; its times default to the last 24 hours.</summary>
    public MessageFilter Messages { get; init; } = new();

    /// <summary>The length of a bucket in seconds; null: one that gives at most 60.</summary>
    public int? StepSeconds { get; init; }
}
