using Vigia.Model.Messages;

namespace Vigia.Model.Modules;

/// <summary>Messages counted by the time that they were received and by where they stand now.</summary>
public sealed record MessageCounts
{
    /// <summary>When the first bucket begins, UTC: what was asked for, rounded down to whole steps.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>When the counting ends, UTC.</summary>
    public required DateTimeOffset To { get; init; }

    /// <summary>The length of a bucket in seconds.</summary>
    public required int StepSeconds { get; init; }

    /// <summary>Every bucket from <see cref="From"/> to <see cref="To"/>, empty ones too; at most 500.</summary>
    public required IReadOnlyList<MessageCountBucket> Buckets { get; init; }

    /// <summary>All buckets together; statuses without a message are left out.</summary>
    public required IReadOnlyDictionary<MessageStatus, long> Totals { get; init; }

    /// <summary>What was received at or after is counted in full. Later than <see cref="From"/> where there was more than one request looks at.</summary>
    public required DateTimeOffset CountedFrom { get; init; }
}
