namespace Vigia.Integration.Admission;

/// <summary>How fast one sender may send. Section <c>Admission:RateLimit</c>.</summary>
internal sealed class RateLimitOptions
{
    /// <summary>Messages a second, over time. 0: no limit.</summary>
    public double PermitsPerSecond { get; set; } = 5_000;

    /// <summary>Messages at once after a quiet time.</summary>
    public int Burst { get; set; } = 10_000;

    /// <summary>Senders that are told apart at once; those beyond share one limit.</summary>
    public int MaxIdentities { get; set; } = 10_000;
}
