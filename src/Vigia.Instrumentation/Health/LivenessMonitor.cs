using System.Collections.Concurrent;

namespace Vigia.Instrumentation.Health;

/// <summary>
/// What <c>/health/live</c> goes by: loops that must not stand still. A dependency's state never counts here, as a
/// restart of this process would not mend it. Without any loop, answering at all is the sign of life. Thread safe.
/// </summary>
public sealed class LivenessMonitor
{
    private readonly ConcurrentDictionary<string, Heartbeat> _heartbeats = new(StringComparer.Ordinal);
    private readonly TimeProvider _time;

    /// <summary>Creates it.</summary>
    public LivenessMonitor(TimeProvider time) => _time = time;

    /// <summary>Watches a loop from now on.</summary>
    /// <param name="name">The loop's name, unique; a second watch under the same name replaces the first.</param>
    /// <param name="maxSilence">How long it may go without a beat, well above its longest honest round.</param>
    public Heartbeat Watch(string name, TimeSpan maxSilence)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(maxSilence, TimeSpan.Zero);
        return _heartbeats[name] = new Heartbeat(name, maxSilence, _time);
    }

    /// <summary>Ends the watch of a loop that has come to its end.</summary>
    public void Unwatch(Heartbeat heartbeat)
    {
        ArgumentNullException.ThrowIfNull(heartbeat);
        _heartbeats.TryRemove(KeyValuePair.Create(heartbeat.Name, heartbeat));
    }

    internal List<string> SilentLoops()
    {
        List<string> silent = [];
        foreach ((string name, Heartbeat heartbeat) in _heartbeats)
        {
            if (heartbeat.IsSilent)
            {
                silent.Add(name);
            }
        }

        silent.Sort(StringComparer.Ordinal);
        return silent;
    }
}
