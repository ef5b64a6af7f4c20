using Vigia.Instrumentation.Metrics.Cells;
using Vigia.Instrumentation.Metrics.Exposition;
using Vigia.Instrumentation.Metrics.Series;

namespace Vigia.Instrumentation.Metrics;

/// <summary>A value that rises and falls, exposed as one series. Every member is thread safe.</summary>
public sealed class Gauge : IExposedMetric
{
    private double _value;
    private Func<double>? _read;

    internal Gauge()
    {
    }

    /// <summary>The value now; where a callback is set, what the callback answers.</summary>
    public double Value => Volatile.Read(ref _read) is { } read ? read() : Volatile.Read(ref _value);

    /// <summary>Replaces the value.</summary>
    public void Set(double value) => Volatile.Write(ref _value, value);

    /// <summary>Adds one.</summary>
    public void Increment() => Add(1);

    /// <summary>Takes one away.</summary>
    public void Decrement() => Add(-1);

    /// <summary>Adds <paramref name="amount"/>, which may be negative.</summary>
    public void Add(double amount) => AtomicDouble.Add(ref _value, amount);

    /// <summary>
    /// Reads the value from <paramref name="read"/> at each scrape. The callback must be cheap and thread safe. While
    /// it throws, the series is left out and <c>vigia_metrics_collection_errors_total</c> counts it.
    /// </summary>
    public void SetCallback(Func<double> read)
    {
        ArgumentNullException.ThrowIfNull(read);
        Volatile.Write(ref _read, read);
    }

    void IExposedMetric.Write(SampleWriter writer, scoped in SeriesHead series)
    {
        double value;
        try
        {
            value = Value;
        }
        catch (Exception)
        {
            // Foreign code: one broken callback must not take the other series with it.
            writer.CountError();
            return;
        }

        writer.Sample(writer.Names.Name, series.Labels, value);
    }
}
