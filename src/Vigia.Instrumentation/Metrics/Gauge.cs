namespace Vigia.Instrumentation.Metrics;

/// <summary>A value that rises and falls, exposed as one series. Every member is thread safe.</summary>
public sealed class Gauge
{
    private double _value;
    private Func<double>? _read;

    internal Gauge()
    {
    }

    /// <summary>The value now; where a callback is set, what the callback answers.</summary>
    public double Value => _read is { } read ? read() : Volatile.Read(ref _value);

    /// <summary>Replaces the value.</summary>
    public void Set(double value) => Volatile.Write(ref _value, value);

    /// <summary>Adds one.</summary>
    public void Increment() => Add(1);

    /// <summary>Takes one away.</summary>
    public void Decrement() => Add(-1);

    /// <summary>Adds <paramref name="amount"/>, which may be negative.</summary>
    public void Add(double amount) => AtomicDouble.Add(ref _value, amount);

    /// <summary>Reads the value from <paramref name="read"/> at each scrape. The callback must be cheap, thread safe and must not throw.</summary>
    public void SetCallback(Func<double> read) => _read = read;
}
