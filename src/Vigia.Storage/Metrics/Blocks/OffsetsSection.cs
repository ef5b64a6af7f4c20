using System.Buffers.Binary;

namespace Vigia.Storage.Metrics.Blocks;

/// <summary>An <i>offsets</i> section: where each of its pieces lies.</summary>
internal readonly struct OffsetsSection
{
    private readonly MappedFile _file;
    private readonly long _offsets;
    private readonly long _bytes;

    /// <exception cref="InvalidDataException">The offsets do not ascend, or lead outside.</exception>
    public OffsetsSection(MappedFile file, long offset, long length)
    {
        _file = file;
        Count = BinaryPrimitives.ReadInt32LittleEndian(file.Span(offset, 4));
        if (Count < 0 || (Count * 4L) + 8 > length)
        {
            throw new InvalidDataException("A section is shorter than its count.");
        }

        _offsets = offset + 4;
        _bytes = _offsets + (Count * 4L) + 4;
        long room = offset + length - _bytes;
        ReadOnlySpan<byte> ends = file.Span(_offsets, (Count * 4L) + 4);
        int last = 0;
        for (int i = 0; i <= Count; i++)
        {
            int end = BinaryPrimitives.ReadInt32LittleEndian(ends[(i * 4)..]);
            if (end < last || end > room)
            {
                throw new InvalidDataException("The offsets of a section do not ascend.");
            }

            last = end;
        }
    }

    /// <summary>How many pieces.</summary>
    public int Count { get; }

    public ReadOnlySpan<byte> this[int index]
    {
        get
        {
            ReadOnlySpan<byte> ends = _file.Span(_offsets + (index * 4L), 8);
            int start = BinaryPrimitives.ReadInt32LittleEndian(ends);
            return _file.Span(_bytes + start, BinaryPrimitives.ReadInt32LittleEndian(ends[4..]) - start);
        }
    }
}
