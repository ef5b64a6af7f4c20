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

    /// <summary>What of <see cref="StepsTimeout"/> is kept for flushing: work that does not end must not cost what is done already.</summary>
    public TimeSpan FlushTimeout => StepsTimeout / 4 < TimeSpan.FromSeconds(3) ? StepsTimeout / 4 : TimeSpan.FromSeconds(3);
}
