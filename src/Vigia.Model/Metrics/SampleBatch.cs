using System.Runtime.InteropServices;

namespace Vigia.Model.Metrics;

/// <summary>
/// Samples of many series on their way into a sink: columns that are filled, appended and used again. Not thread-safe.
/// A batch may hold several samples of one series, ascending.
/// </summary>
public sealed class SampleBatch
{
    private SeriesRef[] _series;
    private long[] _timestamps;
    private double[] _values;
    private AppendStatus[] _status;

    /// <summary>A batch with room for this many floats.</summary>
    public SampleBatch(int capacity = 1024)
    {
        capacity = Math.Max(capacity, 16);
        _series = new SeriesRef[capacity];
        _timestamps = new long[capacity];
        _values = new double[capacity];
        _status = new AppendStatus[capacity];
    }

    /// <summary>How many floats there are.</summary>
    public int Count { get; private set; }

    /// <summary>Each float's series.</summary>
    public Span<SeriesRef> Series => _series.AsSpan(0, Count);

    /// <summary>Milliseconds since 1970 UTC.</summary>
    public ReadOnlySpan<long> Timestamps => _timestamps.AsSpan(0, Count);

    /// <summary>The values; stale markers included.</summary>
    public ReadOnlySpan<double> Values => _values.AsSpan(0, Count);

    /// <summary>What became of each float; the sink writes it.</summary>
    public Span<AppendStatus> Status => _status.AsSpan(0, Count);

    /// <summary>Native histograms, beside the floats.</summary>
    public List<HistogramSample> Histograms { get; } = [];

    /// <summary>Exemplars: taken where their series is known, otherwise dropped; they never fail a batch.</summary>
    public List<(SeriesRef Series, Exemplar Exemplar)> Exemplars { get; } = [];

    /// <summary>Histograms by index, for the sink to write their status.</summary>
    public Span<HistogramSample> HistogramSpan => CollectionsMarshal.AsSpan(Histograms);

    /// <summary>Adds a float.</summary>
    public void Add(SeriesRef series, long timestamp, double value)
    {
        if (Count == _series.Length)
        {
            int capacity = Count * 2;
            Array.Resize(ref _series, capacity);
            Array.Resize(ref _timestamps, capacity);
            Array.Resize(ref _values, capacity);
            Array.Resize(ref _status, capacity);
        }

        _series[Count] = series;
        _timestamps[Count] = timestamp;
        _values[Count] = value;
        _status[Count] = AppendStatus.Appended;
        Count++;
    }

    /// <summary>Forgets everything and keeps the room.</summary>
    public void Clear()
    {
        Count = 0;
        Histograms.Clear();
        Exemplars.Clear();
    }
}
