namespace Vigia.Integration.Lifecycle;

/// <summary>How the module stops. Section <c>Lifecycle</c>.</summary>
internal sealed class LifecycleOptions
{
    /// <summary>From the signal to the end of the process: drain steps, then the host.</summary>
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>What the drain steps leave of it for the host: connections that are still open, logs and traces on their way.</summary>
    public TimeSpan HostReserve { get; set; } = TimeSpan.FromSeconds(4);

    /// <summary>The time that all drain steps have together.</summary>
    public TimeSpan StepsTimeout => DrainTimeout > 2 * HostReserve ? DrainTimeout - HostReserve : DrainTimeout / 2;
}
