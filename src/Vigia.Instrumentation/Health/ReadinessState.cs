namespace Vigia.Instrumentation.Health;

/// <summary>
/// Where the service stands between start and stop, for <c>/health/startup</c> and <c>/health/ready</c>. The host's
/// stopping marks it as draining; mark it earlier where the service drains before the host stops. Thread safe.
/// </summary>
public sealed class ReadinessState
{
    private volatile bool _started;
    private volatile bool _draining;

    /// <summary>Whether the start-up work is complete.</summary>
    public bool IsStarted => _started;

    /// <summary>Whether the service takes no more work in.</summary>
    public bool IsDraining => _draining;

    /// <summary>The start-up work is complete.</summary>
    public void MarkStarted() => _started = true;

    /// <summary>The service takes no more work in; there is no way back.</summary>
    public void MarkDraining() => _draining = true;
}
