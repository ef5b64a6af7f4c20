using System.Buffers.Binary;
using System.IO.Hashing;
using Vigia.Storage.Journal;

namespace Vigia.Storage.Metrics.Blocks;

/// <summary>
/// An immutable block file, mapped into memory. Its index is checked when it is opened, each chunk when it is read. Whoever reads holds it
/// (<see cref="Hold"/>); the last one to let go closes it. Safe from any thread.
/// </summary>
internal sealed partial class Block
{
    private readonly MappedFile _file;
    private readonly long _pairsAt;
    private readonly long _hashesAt;
    private readonly long _chunksEnd;
    private int _holders = 1;
    private Action<Block>? _whenClosed;
    private string? _damage;

    private Block(string path, long number, MappedFile file)
    {
        (Path, Number, _file) = (path, number, file);
        if (file.Length < BlockFormat.HeaderBytes + BlockFormat.FooterBytes)
        {
            throw new InvalidDataException("The file is too short for a block.");
        }

        ReadOnlySpan<byte> header = file.Span(0, BlockFormat.HeaderBytes);
        ReadOnlySpan<byte> footer = file.Span(file.Length - BlockFormat.FooterBytes, BlockFormat.FooterBytes);
        if (!header.StartsWith(BlockFormat.Magic) || !footer.EndsWith(BlockFormat.EndMagic))
        {
            throw new InvalidDataException("The file does not begin and end as a block does: it is cut off or no block.");
        }

        if (BinaryPrimitives.ReadUInt64LittleEndian(footer[240..]) != XxHash3.HashToUInt64(footer[..240]))
        {
            throw new InvalidDataException("The footer's checksum is wrong.");
        }

        int version = BinaryPrimitives.ReadInt32LittleEndian(footer[232..]);
        if (version != BlockFormat.Version)
        {
            throw new NewerFormatException(version, BlockFormat.Version);
        }

        MinTime = BinaryPrimitives.ReadInt64LittleEndian(footer);
        MaxTime = BinaryPrimitives.ReadInt64LittleEndian(footer[8..]);
        Samples = BinaryPrimitives.ReadInt64LittleEndian(footer[16..]);
        Series = BinaryPrimitives.ReadInt32LittleEndian(footer[24..]);
        Chunks = BinaryPrimitives.ReadInt32LittleEndian(footer[28..]);
        Resolution = BinaryPrimitives.ReadInt64LittleEndian(footer[32..]);
        _chunksEnd = BinaryPrimitives.ReadInt64LittleEndian(footer[40..]);
        (long names, long namesLength) = Section(footer, BlockSection.Names);
        (_pairsAt, long pairsLength) = Section(footer, BlockSection.Pairs);
        (long values, long valuesLength) = Section(footer, BlockSection.Values);
        (long postings, long postingsLength) = Section(footer, BlockSection.Postings);
        (long series, long seriesLength) = Section(footer, BlockSection.Series);
        (_hashesAt, long hashesLength) = Section(footer, BlockSection.Hashes);
        (long replaced, long replacedLength) = Section(footer, BlockSection.Replaced);
        Names = new OffsetsSection(file, names, namesLength);
        Values = new OffsetsSection(file, values, valuesLength);
        Postings = new OffsetsSection(file, postings, postingsLength);
        Records = new OffsetsSection(file, series, seriesLength);
        if (pairsLength != (Names.Count * 4L) + 4 || Postings.Count != Values.Count || Records.Count != Series || hashesLength != Series * 16L || _chunksEnd > file.Length || MaxTime < MinTime)
        {
            throw new InvalidDataException("The sections do not fit each other.");
        }

        int last = 0;
        for (int name = 0; name <= Names.Count; name++)
        {
            int first = FirstPair(name);
            if (first < last || first > Values.Count || (name == 0 && first != 0) || (name == Names.Count && first != Values.Count))
            {
                throw new InvalidDataException("The pairs of the names do not ascend.");
            }

            last = first;
        }

        var numbers = new long[replacedLength / 8];
        for (int i = 0; i < numbers.Length; i++)
        {
            numbers[i] = BinaryPrimitives.ReadInt64LittleEndian(file.Span(replaced + (i * 8L), 8));
        }

        Replaced = numbers;
        Index = new BlockIndex(this);
    }

    public string Path { get; }

    /// <summary>The number in its name.</summary>
    public long Number { get; }

    /// <summary>The first millisecond of any sample.</summary>
    public long MinTime { get; }

    /// <summary>The last millisecond of any sample.</summary>
    public long MaxTime { get; }

    public long Samples { get; }

    public int Series { get; }

    public int Chunks { get; }

    /// <summary>Milliseconds between its samples; 0: as they came.</summary>
    public long Resolution { get; }

    /// <summary>Bytes of the file.</summary>
    public long Bytes => _file.Length;

    /// <summary>Bytes of the chunks with their checksums.</summary>
    public long ChunkBytes => _chunksEnd - BlockFormat.HeaderBytes;

    /// <summary>Blocks that it stands for.</summary>
    public IReadOnlyList<long> Replaced { get; }

    public BlockIndex Index { get; }

    public OffsetsSection Names { get; }

    public OffsetsSection Values { get; }

    public OffsetsSection Postings { get; }

    public OffsetsSection Records { get; }

    /// <summary>What was found wrong while it was read; null where nothing was.</summary>
    public string? Damage => Volatile.Read(ref _damage);

    /// <summary>Samples that were deleted since it was written. Replaced whole.</summary>
    public DeletedSamples Deleted { get; set; } = DeletedSamples.None;

    /// <exception cref="InvalidDataException">The file is no whole block.</exception>
    /// <exception cref="NewerFormatException">It is whole and of another version.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static Block Open(string path, long number)
    {
        var file = new MappedFile(path);
        try
        {
            return new Block(path, number, file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public UInt128 HashOf(int series) => BinaryPrimitives.ReadUInt128LittleEndian(_file.Span(_hashesAt + (series * 16L), 16));

    /// <summary>The first pair of a name, numbered from 0.</summary>
    public int FirstPair(int name) => BinaryPrimitives.ReadInt32LittleEndian(_file.Span(_pairsAt + (name * 4L), 4));

    /// <summary>One more that reads.</summary>
    public void Hold() => Interlocked.Increment(ref _holders);

    /// <summary>One reader less.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _holders) == 0)
        {
            _file.Dispose();
            _whenClosed?.Invoke(this);
        }
    }

    /// <summary>What to do when the last reader has let go.</summary>
    public void WhenClosed(Action<Block> action) => _whenClosed = action;

    /// <summary>Remembers that something is wrong with it.</summary>
    public void ReportDamage(string damage) => Interlocked.CompareExchange(ref _damage, damage, null);

    private (long Offset, long Length) Section(ReadOnlySpan<byte> footer, BlockSection section)
    {
        ReadOnlySpan<byte> entry = footer[(BlockFormat.SectionTable + ((int)section * BlockFormat.SectionEntry))..];
        long offset = BinaryPrimitives.ReadInt64LittleEndian(entry);
        long length = BinaryPrimitives.ReadInt64LittleEndian(entry[8..]);
        if (BlockFormat.Checksum(_file.Span(offset, length)) != BinaryPrimitives.ReadUInt32LittleEndian(entry[16..]))
        {
            throw new InvalidDataException($"The checksum of the section {section} is wrong.");
        }

        return (offset, length);
    }
}
