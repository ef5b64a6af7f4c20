namespace Vigia.Integration.Processing;

/// <summary>
/// Exponential back-off with full jitter: a delay is evenly spread from zero to the bound, so that messages which failed
/// together do not come back together. Thread safe.
/// </summary>
internal sealed class RetrySchedule(RetryOptions options, Random? random = null)
{
    private readonly Random _random = random ?? Random.Shared;

    public int MaxAttempts => options.MaxAttempts;

    /// <summary>The bound of the delay after an attempt, from 1.</summary>
    public TimeSpan Bound(int attempt)
    {
        // Past this exponent every base delay is over every cap.
        double factor = Math.Pow(2, Math.Clamp(attempt - 1, 0, 40));
        double ticks = options.BaseDelay.Ticks * factor;
        return ticks >= options.MaxDelay.Ticks ? options.MaxDelay : TimeSpan.FromTicks((long)ticks);
    }

    /// <summary>How long to wait after an attempt, from 1; not less than the destination asked for, within its own bound.</summary>
    public TimeSpan Delay(int attempt, TimeSpan? retryAfter)
    {
        TimeSpan delay = Bound(attempt) * _random.NextDouble();
        if (retryAfter is not { } asked)
        {
            return delay;
        }

        TimeSpan bounded = asked < options.MaxRetryAfter ? asked : options.MaxRetryAfter;
        return bounded > delay ? bounded : delay;
    }
}
