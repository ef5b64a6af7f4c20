using System.Buffers.Binary;

namespace Vigia.Storage.Journal;

/// <summary>Records in their frames, on their way to a segment. Its owner guards it.</summary>
internal sealed class PendingRecords
{
    private const int Kept = 4 << 20;

    private byte[] _bytes = new byte[64 << 10];
    private int _length;

    /// <summary>Bytes with frames.</summary>
    public int Length => Volatile.Read(ref _length);

    /// <summary>How many records.</summary>
    public int Count { get; private set; }

    /// <summary>Records with frames.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _length);

    public void Add(ReadOnlySpan<byte> payload)
    {
        Reserve(JournalFormat.FrameBytes + payload.Length);
        BinaryPrimitives.WriteInt32LittleEndian(_bytes.AsSpan(_length), payload.Length);
        payload.CopyTo(_bytes.AsSpan(_length + JournalFormat.FrameBytes));
        _length += JournalFormat.FrameBytes + payload.Length;
        Count++;
    }

    public void AddAll(PendingRecords others)
    {
        Reserve(others._length);
        others.Bytes.CopyTo(_bytes.AsSpan(_length));
        _length += others._length;
        Count += others.Count;
    }

    /// <summary>Fills in the checksums, which depend on the segment.</summary>
    public void Seal(long segment)
    {
        for (int at = 0; at < _length;)
        {
            int length = BinaryPrimitives.ReadInt32LittleEndian(_bytes.AsSpan(at));
            Span<byte> payload = _bytes.AsSpan(at + JournalFormat.FrameBytes, length);
            BinaryPrimitives.WriteUInt32LittleEndian(_bytes.AsSpan(at + 4), JournalFormat.Checksum(payload, segment));
            at += JournalFormat.FrameBytes + length;
        }
    }

    public void Clear()
    {
        (_length, Count) = (0, 0);
        if (_bytes.Length > Kept)
        {
            _bytes = new byte[Kept];
        }
    }

    private void Reserve(int more)
    {
        long needed = (long)_length + more;
        if (needed > _bytes.Length)
        {
            Array.Resize(ref _bytes, (int)Math.Min(Math.Max(needed, _bytes.Length * 2L), Array.MaxLength));
        }
    }
}
