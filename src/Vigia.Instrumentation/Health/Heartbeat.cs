namespace Vigia.Instrumentation.Health;

/// <summary>A sign of life that a loop gives on each round. Made by <see cref="LivenessMonitor"/>. Thread safe.</summary>
public sealed class Heartbeat
{
    private readonly TimeProvider _time;
    private readonly TimeSpan _maxSilence;
    private long _lastBeat;

    internal Heartbeat(string name, TimeSpan maxSilence, TimeProvider time)
    {
        Name = name;
        _maxSilence = maxSilence;
        _time = time;
        Beat();
    }

    /// <summary>The loop's name.</summary>
    public string Name { get; }

    /// <summary>Says that the loop runs. Costs one clock reading and one write.</summary>
    public void Beat() => Volatile.Write(ref _lastBeat, _time.GetTimestamp());

    internal bool IsSilent => _time.GetElapsedTime(Volatile.Read(ref _lastBeat)) > _maxSilence;
}
