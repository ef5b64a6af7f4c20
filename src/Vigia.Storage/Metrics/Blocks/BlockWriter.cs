using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Vigia.Model.Labels;
using Vigia.Storage.Journal;

namespace Vigia.Storage.Metrics.Blocks;

/// <summary>
/// Writes a block: series in their order (<see cref="SeriesOrder"/>), the chunks of each ascending. Nothing of it counts before
/// <see cref="Complete"/>. Memory grows with series, not with samples. Not thread-safe.
/// </summary>
internal sealed partial class BlockWriter : IDisposable
{
    private const int WriteBytes = 1 << 20;

    private readonly IFiles _files;
    private readonly string _path;
    private readonly string _temporary;
    private readonly IAppendFile _file;
    private readonly GrowingBytes _pending = new();
    private readonly Dictionary<string, PairNumbers> _names = new(StringComparer.Ordinal);
    private readonly List<(PairNumbers Name, string Value)> _pairs = [];
    private readonly List<uint> _labels = [];
    private readonly List<SeriesEntry> _series = [];
    private readonly List<ChunkEntry> _chunks = [];
    private readonly List<byte> _hashes = [];
    private SeriesEntry _current;
    private long _minTime = long.MaxValue;
    private long _maxTime = long.MinValue;
    private long _samples;
    private bool _isComplete;

    public BlockWriter(IFiles files, string folder, long number)
    {
        _files = files;
        Number = number;
        _path = Path.Combine(folder, BlockFormat.FileName(number, BlockFormat.Extension));
        _temporary = _path + BlockFormat.TemporaryExtension;
        _file = files.Create(_temporary);
        Span<byte> header = stackalloc byte[BlockFormat.HeaderBytes];
        header.Clear();
        BlockFormat.Magic.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header[8..], BlockFormat.Version);
        _pending.Add(header);
    }

    public long Number { get; }

    /// <summary>How many series have samples.</summary>
    public int Series => _series.Count;

    public long Samples => _samples;

    private long Position => _file.Length + _pending.Length;

    /// <summary>Begins a series; the one before ends.</summary>
    public void BeginSeries(LabelSet labels, UInt128 hash)
    {
        EndSeries();
        _current = new SeriesEntry(labels, hash, _chunks.Count);
    }

    /// <summary>Adds a chunk to the series.</summary>
    public void AddChunk(ReadOnlySpan<byte> chunk, long minTime, long maxTime, int samples)
    {
        _chunks.Add(new ChunkEntry(Position, minTime, maxTime, chunk.Length));
        Span<byte> checksum = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(checksum, BlockFormat.Checksum(chunk));
        _pending.Add(checksum);
        _pending.Add(chunk);
        if (_pending.Length >= WriteBytes)
        {
            WritePending();
        }

        _minTime = Math.Min(_minTime, minTime);
        _maxTime = Math.Max(_maxTime, maxTime);
        _samples += samples;
    }

    /// <summary>Puts the block in place, durably.</summary>
    /// <param name="resolution">Milliseconds between its samples; 0 as they came.</param>
    /// <param name="replaced">Numbers of the blocks that it stands for.</param>
    /// <returns>Its path.</returns>
    public string Complete(long resolution, ReadOnlySpan<long> replaced)
    {
        EndSeries();
        WriteIndex(resolution, replaced);
        WritePending();
        _file.Sync();
        _file.Dispose();
        _files.Rename(_temporary, _path);
        _files.SyncFolder(Path.GetDirectoryName(_path)!);
        _isComplete = true;
        return _path;
    }

    public void Dispose()
    {
        _file.Dispose();
        if (!_isComplete)
        {
            _files.Delete(_temporary);
        }
    }

    private void EndSeries()
    {
        if (_current.Labels is null || _current.FirstChunk == _chunks.Count)
        {
            _current = default;
            return;
        }

        foreach (Label label in _current.Labels.Span)
        {
            ref PairNumbers? name = ref CollectionsMarshal.GetValueRefOrAddDefault(_names, label.Name, out _);
            name ??= new PairNumbers(label.Name);
            ref int pair = ref CollectionsMarshal.GetValueRefOrAddDefault(name.Pairs, label.Value, out bool exists);
            if (!exists)
            {
                pair = _pairs.Count;
                _pairs.Add((name, label.Value));
            }

            _labels.Add((uint)pair);
        }

        Span<byte> hash = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128LittleEndian(hash, _current.Hash);
        _hashes.AddRange(hash);
        _series.Add(_current with { Chunks = _chunks.Count - _current.FirstChunk, LastLabel = _labels.Count, Labels = null });
        _current = default;
    }

    private void WritePending()
    {
        _file.Write(_pending.Span);
        _pending.Clear();
    }

    /// <summary>The values of a name, each with the number it got first.</summary>
    private sealed class PairNumbers(string name)
    {
        public string Name { get; } = name;

        public Dictionary<string, int> Pairs { get; } = new(StringComparer.Ordinal);
    }

    private readonly record struct SeriesEntry(LabelSet? Labels, UInt128 Hash, int FirstChunk, int Chunks = 0, int LastLabel = 0);

    private readonly record struct ChunkEntry(long Offset, long MinTime, long MaxTime, int Length);
}
