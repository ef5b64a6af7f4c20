namespace Vigia.Integration.Delivery;

/// <summary>Nothing was tried: the destination's breaker is open.</summary>
internal sealed class CircuitOpenException(string destination, TimeSpan retryAfter)
    : Exception($"The breaker of '{destination}' is open.")
{
    /// <summary>How long to wait before trying again can help.</summary>
    public TimeSpan RetryAfter { get; } = retryAfter;
}
