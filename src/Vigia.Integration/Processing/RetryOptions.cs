namespace Vigia.Integration.Processing;

/// <summary>When a transient failure is tried again: exponential back-off with full jitter.</summary>
internal sealed class RetryOptions
{
    /// <summary>The bound of the first delay; each further bound is twice as long.</summary>
    public TimeSpan BaseDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The bound that no delay passes.</summary>
    public TimeSpan MaxDelay { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Attempts after which a message is a dead letter.</summary>
    public int MaxAttempts { get; set; } = 8;

    /// <summary>The longest wait that a destination may ask for; it may pass <see cref="MaxDelay"/>.</summary>
    public TimeSpan MaxRetryAfter { get; set; } = TimeSpan.FromHours(1);

    public IEnumerable<string> Validate(string path)
    {
        if (BaseDelay <= TimeSpan.Zero || BaseDelay > MaxDelay)
        {
            yield return $"{path}:BaseDelay: must be over zero and not over MaxDelay.";
        }

        if (MaxDelay > TimeSpan.FromDays(1))
        {
            yield return $"{path}:MaxDelay: must not be over a day.";
        }

        if (MaxAttempts is < 1 or > 100)
        {
            yield return $"{path}:MaxAttempts: must be from 1 to 100.";
        }

        if (MaxRetryAfter < TimeSpan.Zero || MaxRetryAfter > TimeSpan.FromDays(1))
        {
            yield return $"{path}:MaxRetryAfter: must be from zero to a day.";
        }
    }
}
