namespace Vigia.Integration.Delivery;

/// <summary>When a destination's breaker opens, and for how long.</summary>
internal sealed class BreakerOptions
{
    /// <summary>The share of transient failures that opens it, over 0 and at most 1.</summary>
    public double FailureRatio { get; set; } = 0.5;

    /// <summary>Deliveries in the window before the share counts.</summary>
    public int MinimumThroughput { get; set; } = 5;

    /// <summary>The window.</summary>
    public TimeSpan SamplingDuration { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long nothing is tried; after that, one delivery decides.</summary>
    public TimeSpan BreakDuration { get; set; } = TimeSpan.FromSeconds(15);

    public IEnumerable<string> Validate(string path)
    {
        if (!(FailureRatio > 0 && FailureRatio <= 1))
        {
            yield return $"{path}:FailureRatio: must be over 0 and at most 1.";
        }

        if (MinimumThroughput < 2)
        {
            yield return $"{path}:MinimumThroughput: must be at least 2.";
        }

        if (SamplingDuration < TimeSpan.FromMilliseconds(500) || SamplingDuration > TimeSpan.FromDays(1))
        {
            yield return $"{path}:SamplingDuration: must be from 00:00:00.5 to a day.";
        }

        if (BreakDuration < TimeSpan.FromMilliseconds(500) || BreakDuration > TimeSpan.FromDays(1))
        {
            yield return $"{path}:BreakDuration: must be from 00:00:00.5 to a day.";
        }
    }
}
