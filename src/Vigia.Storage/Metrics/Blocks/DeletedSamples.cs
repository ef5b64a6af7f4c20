using System.Buffers.Binary;
using System.IO.Hashing;
using Vigia.Model.Metrics;
using Vigia.Storage.Journal;
using Vigia.Storage.Metrics.Chunks;

namespace Vigia.Storage.Metrics.Blocks;

/// <summary>Samples of a block that were deleted since it was written: spans of time of its series. Immutable; safe from any thread.</summary>
internal sealed class DeletedSamples
{
    public static readonly DeletedSamples None = new([]);

    private const int HeaderBytes = 16;
    private const int EntryBytes = 20;
    private const int Version = 1;

    private readonly List<(int Series, long MinTime, long MaxTime)> _spans;
    private readonly Dictionary<int, List<(long MinTime, long MaxTime)>> _bySeries = [];

    private DeletedSamples(List<(int Series, long MinTime, long MaxTime)> spans)
    {
        _spans = spans;
        foreach ((int series, long minTime, long maxTime) in spans)
        {
            if (!_bySeries.TryGetValue(series, out List<(long, long)>? list))
            {
                _bySeries.Add(series, list = []);
            }

            list.Add((minTime, maxTime));
        }
    }

    private static ReadOnlySpan<byte> Magic => "VIGIADEL"u8;

    /// <summary>How many spans.</summary>
    public int Count => _spans.Count;

    /// <summary>These and more.</summary>
    public DeletedSamples With(ReadOnlySpan<uint> series, long minTime, long maxTime)
    {
        var spans = new List<(int, long, long)>(_spans);
        foreach (uint number in series)
        {
            // The same deletion again is none.
            if (!_bySeries.TryGetValue((int)number, out List<(long, long)>? list) || !list.Contains((minTime, maxTime)))
            {
                spans.Add(((int)number, minTime, maxTime));
            }
        }

        return new DeletedSamples(spans);
    }

    /// <summary>Takes a series' deleted samples out of columns, from a place on.</summary>
    public void Remove(int series, int from, SampleColumns columns)
    {
        if (!_bySeries.TryGetValue(series, out List<(long MinTime, long MaxTime)>? spans))
        {
            return;
        }

        using var copy = new SampleColumns(columns.Count - from);
        for (int i = from; i < columns.Count; i++)
        {
            long time = columns.Timestamps[i];
            if (!spans.Exists(span => time >= span.MinTime && time <= span.MaxTime))
            {
                columns.CopyTo(i, copy);
            }
        }

        columns.Truncate(from);
        for (int i = 0; i < copy.Count; i++)
        {
            copy.CopyTo(i, columns);
        }
    }

    /// <summary>Writes them beside their block, durably.</summary>
    public void Save(IFiles files, string path)
    {
        byte[] bytes = new byte[HeaderBytes + (_spans.Count * EntryBytes) + 8];
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), Version);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(12), _spans.Count);
        for (int i = 0; i < _spans.Count; i++)
        {
            Span<byte> entry = bytes.AsSpan(HeaderBytes + (i * EntryBytes));
            BinaryPrimitives.WriteInt32LittleEndian(entry, _spans[i].Series);
            BinaryPrimitives.WriteInt64LittleEndian(entry[4..], _spans[i].MinTime);
            BinaryPrimitives.WriteInt64LittleEndian(entry[12..], _spans[i].MaxTime);
        }

        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(bytes.Length - 8), XxHash3.HashToUInt64(bytes.AsSpan(0, bytes.Length - 8)));
        string temporary = path + BlockFormat.TemporaryExtension;
        using (IAppendFile file = files.Create(temporary))
        {
            file.Write(bytes);
            file.Sync();
        }

        files.Rename(temporary, path);
        files.SyncFolder(Path.GetDirectoryName(path)!);
    }

    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public static DeletedSamples Load(IFiles files, string path)
    {
        using Stream stream = files.OpenRead(path);
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        if (bytes.Length < HeaderBytes + 8 || !bytes.AsSpan().StartsWith(Magic)
            || BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(bytes.Length - 8)) != XxHash3.HashToUInt64(bytes.AsSpan(0, bytes.Length - 8)))
        {
            throw new InvalidDataException("The file does not begin as it must, or its checksum is wrong.");
        }

        int version = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(8));
        int count = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(12));
        if (version != Version || count < 0 || bytes.Length != HeaderBytes + ((long)count * EntryBytes) + 8)
        {
            throw new InvalidDataException("The file's version or length is wrong.");
        }

        var spans = new List<(int, long, long)>(count);
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> entry = bytes.AsSpan(HeaderBytes + (i * EntryBytes));
            spans.Add((BinaryPrimitives.ReadInt32LittleEndian(entry), BinaryPrimitives.ReadInt64LittleEndian(entry[4..]), BinaryPrimitives.ReadInt64LittleEndian(entry[12..])));
        }

        return new DeletedSamples(spans);
    }
}
