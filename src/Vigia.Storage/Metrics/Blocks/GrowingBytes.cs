using System.Buffers.Binary;
using Vigia.Storage.Metrics.Chunks;

namespace Vigia.Storage.Metrics.Blocks;

/// <summary>Bytes of a section while it is made. Not thread-safe.</summary>
internal sealed class GrowingBytes
{
    private byte[] _bytes = new byte[4096];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Span => _bytes.AsSpan(0, Length);

    /// <summary>A writer behind what is there, with room for so many bytes; <see cref="Commit"/> says how many were written.</summary>
    public SpanWriter Writer(int bound) => new(Reserve(bound));

    public void Commit(in SpanWriter writer) => Length += writer.Length;

    public void Int32(int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(Reserve(4), value);
        Length += 4;
    }

    public void Add(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Reserve(bytes.Length));
        Length += bytes.Length;
    }

    public void Clear() => Length = 0;

    private Span<byte> Reserve(int count)
    {
        long needed = (long)Length + count;
        if (needed > _bytes.Length)
        {
            if (needed > Array.MaxLength)
            {
                throw new IOException("A section of a block would exceed 2 GiB: shorten BlockRange or MaxBlockRange.");
            }

            Array.Resize(ref _bytes, (int)Math.Min(Math.Max(needed, _bytes.Length * 2L), Array.MaxLength));
        }

        return _bytes.AsSpan(Length);
    }
}
