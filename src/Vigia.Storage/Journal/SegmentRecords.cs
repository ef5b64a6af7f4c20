using System.Buffers;
using System.Buffers.Binary;

namespace Vigia.Storage.Journal;

/// <summary>The records of one file, one after another. Not thread-safe.</summary>
internal sealed class SegmentRecords : IDisposable
{
    private readonly Stream _stream;
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(1 << 20);
    private int _start;
    private int _end;
    private long _segment;

    public SegmentRecords(IFiles files, string path)
    {
        _stream = files.OpenRead(path);
        Length = _stream.Length;
    }

    /// <summary>The file's length.</summary>
    public long Length { get; }

    /// <summary>Where the next record begins.</summary>
    public long Offset { get; private set; }

    /// <summary>Why there is no next record; null where the file ended with one.</summary>
    public string? Error { get; private set; }

    /// <summary>Reads the header: null, or what is wrong with it.</summary>
    public string? Open(long number, out long sequence)
    {
        sequence = 0;
        if (!Fill(JournalFormat.HeaderBytes))
        {
            return "the header is cut off";
        }

        string? error = JournalFormat.ReadHeader(_buffer.AsSpan(0, JournalFormat.HeaderBytes), out _segment, out sequence);
        if (error is null && _segment != number)
        {
            error = "the header's number is not that of the name";
        }

        Advance(JournalFormat.HeaderBytes);
        return error;
    }

    /// <summary>The next record's payload, valid until the next call; false where none follows.</summary>
    public bool TryNext(out ReadOnlySpan<byte> payload)
    {
        payload = default;
        if (Error is not null || Offset == Length)
        {
            return false;
        }

        if (!Fill(JournalFormat.FrameBytes))
        {
            Error = "the frame is cut off";
            return false;
        }

        int length = BinaryPrimitives.ReadInt32LittleEndian(_buffer.AsSpan(_start));
        uint checksum = BinaryPrimitives.ReadUInt32LittleEndian(_buffer.AsSpan(_start + 4));
        if (length is <= 0 or > JournalFormat.MaxPayload || length > Length - Offset - JournalFormat.FrameBytes)
        {
            Error = "the length is wrong";
            return false;
        }

        if (!Fill(JournalFormat.FrameBytes + length))
        {
            Error = "the record is cut off";
            return false;
        }

        ReadOnlySpan<byte> bytes = _buffer.AsSpan(_start + JournalFormat.FrameBytes, length);
        if (JournalFormat.Checksum(bytes, _segment) != checksum)
        {
            Error = "the checksum is wrong";
            return false;
        }

        Advance(JournalFormat.FrameBytes + length);
        payload = bytes;
        return true;
    }

    public void Dispose()
    {
        _stream.Dispose();
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    private void Advance(int count)
    {
        _start += count;
        Offset += count;
    }

    /// <summary>Sees to it that so many bytes stand in the buffer.</summary>
    private bool Fill(int count)
    {
        if (_end - _start >= count)
        {
            return true;
        }

        if (count > _buffer.Length)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(count);
            _buffer.AsSpan(_start, _end - _start).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }
        else
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        }

        _end -= _start;
        _start = 0;
        while (_end < count)
        {
            int read = _stream.Read(_buffer, _end, _buffer.Length - _end);
            if (read == 0)
            {
                return false;
            }

            _end += read;
        }

        return true;
    }
}
