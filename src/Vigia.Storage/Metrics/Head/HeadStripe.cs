using Vigia.Model.Labels;
using Vigia.Storage.Metrics.Chunks;

namespace Vigia.Storage.Metrics.Head;

/// <summary>
/// Series with successive numbers under one lock: their open samples in one large array, their packed chunks in one arena. What the index
/// writes once (labels and hashes) is read without the lock by whoever learnt of the series from the index.
/// </summary>
internal sealed partial class HeadStripe(SlabPool slabs)
{
    /// <summary>Series of a stripe.</summary>
    public const int Size = 1024;

    /// <summary>Samples that a packed chunk holds at most, but for those put in later.</summary>
    private const int FullChunk = 256;

    /// <summary>A chunk that late samples made larger is split.</summary>
    private const int SplitChunk = 512;

    private readonly OpenSeries[] _open = new OpenSeries[Size];
    private ChunkArena _arena = new(slabs);
    private Dictionary<int, HistogramSeries>? _histograms;

    // Written under the index's lock.
    private readonly UInt128[] _hashes = new UInt128[Size];
    private readonly int[] _labelEnds = new int[Size + 1];
    private uint[] _labels = new uint[Size];
    private LabelSet?[]? _labelSets;
    private int _count;

    /// <summary>Guards all samples.</summary>
    public Lock Lock { get; } = new();

    /// <summary>How many of its series are alive.</summary>
    public int Live { get; private set; }

    /// <summary>Packed chunks, of floats.</summary>
    public int Chunks => _arena.Count;

    /// <summary>Bytes of packed chunks.</summary>
    public long ChunkBytes => _arena.ChunkBytes;

    /// <summary>The newest sample's time; <see cref="long.MinValue"/> where there is none.</summary>
    public long MaxTime
    {
        get
        {
            long maxTime = long.MinValue;
            foreach (ref OpenSeries series in _open.AsSpan(0, _count))
            {
                maxTime = Math.Max(maxTime, series.IsAlive ? series.LastTime : long.MinValue);
            }

            return maxTime;
        }
    }

    /// <summary>Adds the series with the next number, or with a given one when a journal is read.</summary>
    public void Add(int index, UInt128 hash, ReadOnlySpan<uint> pairs)
    {
        for (; _count < index; _count++)
        {
            _labelEnds[_count + 1] = _labelEnds[_count];
        }

        int start = _labelEnds[index];
        if (start + pairs.Length > _labels.Length)
        {
            Array.Resize(ref _labels, Math.Max(start + pairs.Length, _labels.Length * 2));
        }

        pairs.CopyTo(_labels.AsSpan(start));
        _labelEnds[index + 1] = start + pairs.Length;
        _hashes[index] = hash;
        lock (Lock)
        {
            _open[index].LastTime = long.MinValue;
            _open[index].IsAlive = true;
            Live++;
        }

        _count = index + 1;
    }

    /// <summary>The pairs of a series, in order of their names.</summary>
    public ReadOnlySpan<uint> PairsOf(int index) => _labels.AsSpan(_labelEnds[index], _labelEnds[index + 1] - _labelEnds[index]);

    public UInt128 HashOf(int index) => _hashes[index];

    public bool IsAlive(int index) => _open[index].IsAlive;

    /// <summary>Whether a number is or was one of its series.</summary>
    public bool Has(int index) => index < _count;

    /// <summary>The newest sample's time; <see cref="long.MinValue"/> where there is none.</summary>
    public long LastTime(int index) => Volatile.Read(ref _open[index].LastTime);

    /// <summary>A label set that was made before; null where none was, or it was dropped.</summary>
    public LabelSet? CachedLabels(int index) => Volatile.Read(ref _labelSets)?[index];

    /// <summary>Keeps a label set for the next reader.</summary>
    public void CacheLabels(int index, LabelSet labels)
    {
        LabelSet?[]? sets = Volatile.Read(ref _labelSets);
        if (sets is null)
        {
            var made = new LabelSet?[Size];
            sets = Interlocked.CompareExchange(ref _labelSets, made, null) ?? made;
        }

        sets[index] = labels;
    }

    public void DropLabelCache() => Volatile.Write(ref _labelSets, null);
}
