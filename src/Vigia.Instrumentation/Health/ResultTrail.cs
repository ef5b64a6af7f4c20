using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Vigia.Instrumentation.Health;

/// <summary>What became of a check or a probe over time: immutable, replaced as a whole by each result.</summary>
internal sealed record ResultTrail
{
    // An exception's message can hold anything; what is shown is bounded.
    private const int MaxErrorLength = 500;

    public static readonly ResultTrail Empty = new();

    public HealthStatus Status { get; private init; } = HealthStatus.Unhealthy;

    /// <summary>When the last result came; null where none has come yet.</summary>
    public DateTimeOffset? CheckedAt { get; private init; }

    public TimeSpan Duration { get; private init; }

    /// <summary>Since when the status is what it is.</summary>
    public DateTimeOffset? Since { get; private init; }

    public string? Output { get; private init; }

    public string? LastError { get; private init; }

    public DateTimeOffset? LastErrorAt { get; private init; }

    /// <summary>Newest first.</summary>
    public IReadOnlyList<PastResult> History { get; private init; } = [];

    public ResultTrail Append(HealthStatus status, string? output, DateTimeOffset at, TimeSpan duration, int historyLength)
    {
        output = output is { Length: > MaxErrorLength } ? output[..MaxErrorLength] : output;
        bool failed = status != HealthStatus.Healthy;
        PastResult[] history = [new PastResult(at, status, duration), .. History.Take(historyLength - 1)];
        return new ResultTrail
        {
            Status = status,
            CheckedAt = at,
            Duration = duration,
            Since = CheckedAt is not null && status == Status ? Since : at,
            Output = output,
            LastError = failed ? output ?? LastError : LastError,
            LastErrorAt = failed ? at : LastErrorAt,
            History = history,
        };
    }
}
