using System.Buffers;

namespace Vigia.Model.Metrics;

/// <summary>
/// Samples of one series as columns, ascending by timestamp without repeats: what a source decodes into and an engine slides
/// over. Grows by need from pooled arrays and is used again for the next series; not thread-safe. Stale markers are included.
/// </summary>
public sealed class SampleColumns : IDisposable
{
    private long[] _timestamps;
    private double[] _values;
    private NativeHistogram?[]? _histograms;

    /// <summary>Columns with room for this many samples.</summary>
    public SampleColumns(int capacity = 512)
    {
        _timestamps = ArrayPool<long>.Shared.Rent(Math.Max(capacity, 16));
        _values = ArrayPool<double>.Shared.Rent(_timestamps.Length);
    }

    /// <summary>How many samples there are.</summary>
    public int Count { get; private set; }

    /// <summary>Milliseconds since 1970 UTC.</summary>
    public ReadOnlySpan<long> Timestamps => _timestamps.AsSpan(0, Count);

    /// <summary>The values; 0 where the sample is a histogram.</summary>
    public ReadOnlySpan<double> Values => _values.AsSpan(0, Count);

    /// <summary>Whether any sample is a histogram.</summary>
    public bool HasHistograms => _histograms is not null;

    /// <summary>Per sample its histogram, or null where it is a float; empty where there is no histogram at all.</summary>
    public ReadOnlySpan<NativeHistogram?> Histograms => _histograms is null ? default : _histograms.AsSpan(0, Count);

    /// <summary>Forgets the samples and keeps the room.</summary>
    public void Clear()
    {
        if (_histograms is not null)
        {
            ArrayPool<NativeHistogram?>.Shared.Return(_histograms, clearArray: true);
            _histograms = null;
        }

        Count = 0;
    }

    /// <summary>Appends a float.</summary>
    public void Add(long timestamp, double value)
    {
        if (Count == _timestamps.Length || Count == _values.Length)
        {
            Grow(Count + 1);
        }

        _timestamps[Count] = timestamp;
        _values[Count] = value;
        Count++;
    }

    /// <summary>Appends a histogram.</summary>
    public void Add(long timestamp, NativeHistogram histogram)
    {
        if (_histograms is null)
        {
            _histograms = ArrayPool<NativeHistogram?>.Shared.Rent(_timestamps.Length);
            Array.Clear(_histograms);
        }

        Add(timestamp, 0);
        _histograms[Count - 1] = histogram;
    }

    /// <summary>
    /// Room for this many more floats to decode into. The spans are valid until the next call; <see cref="Commit"/> says how many
    /// were written.
    /// </summary>
    public void Reserve(int count, out Span<long> timestamps, out Span<double> values)
    {
        if (Count + count > _timestamps.Length || Count + count > _values.Length)
        {
            Grow(Count + count);
        }

        timestamps = _timestamps.AsSpan(Count, count);
        values = _values.AsSpan(Count, count);
    }

    /// <summary>Takes over what was written into the reserved room.</summary>
    public void Commit(int count) => Count += count;

    /// <summary>Drops the samples from this index on.</summary>
    public void Truncate(int count)
    {
        if (_histograms is not null && count < Count)
        {
            Array.Clear(_histograms, count, Count - count);
        }

        Count = Math.Min(Count, count);
    }

    /// <summary>Gives the arrays back to the pool.</summary>
    public void Dispose()
    {
        Clear();
        ArrayPool<long>.Shared.Return(_timestamps);
        ArrayPool<double>.Shared.Return(_values);
        _timestamps = [];
        _values = [];
    }

    private void Grow(int needed)
    {
        int capacity = Math.Max(needed, _timestamps.Length * 2);
        Move(ref _timestamps, capacity, Count);
        Move(ref _values, Math.Max(capacity, _timestamps.Length), Count);
        if (_histograms is not null)
        {
            NativeHistogram?[] grown = ArrayPool<NativeHistogram?>.Shared.Rent(_timestamps.Length);
            Array.Clear(grown);
            Array.Copy(_histograms, grown, Count);
            ArrayPool<NativeHistogram?>.Shared.Return(_histograms, clearArray: true);
            _histograms = grown;
        }
    }

    private static void Move<T>(ref T[] array, int capacity, int count)
    {
        T[] grown = ArrayPool<T>.Shared.Rent(capacity);
        Array.Copy(array, grown, count);
        ArrayPool<T>.Shared.Return(array);
        array = grown;
    }
}
