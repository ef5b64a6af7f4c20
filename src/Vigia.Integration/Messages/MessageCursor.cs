using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;

namespace Vigia.Integration.Messages;

/// <summary>Where a search goes on: the sequence that its next page must be below, with a version and a check sum, in base64url.</summary>
internal static class MessageCursor
{
    private const byte Version = 1;
    private const int Length = 11;

    public static string Write(long below)
    {
        Span<byte> bytes = stackalloc byte[Length];
        bytes[0] = Version;
        BinaryPrimitives.WriteInt64BigEndian(bytes[1..], below);
        BinaryPrimitives.WriteUInt16BigEndian(bytes[9..], Check(bytes[..9]));
        return Base64Url.EncodeToString(bytes);
    }

    /// <exception cref="ArgumentException">It was not made by <see cref="Write"/>.</exception>
    public static long Read(string cursor)
    {
        Span<byte> bytes = stackalloc byte[Length + 1];
        if (cursor.Length != Base64Url.GetEncodedLength(Length)
            || Base64Url.DecodeFromChars(cursor, bytes, out _, out int written) != OperationStatus.Done
            || written != Length
            || bytes[0] != Version
            || BinaryPrimitives.ReadUInt16BigEndian(bytes[9..]) != Check(bytes[..9])
            || BinaryPrimitives.ReadInt64BigEndian(bytes[1..]) < 0)
        {
            throw new ArgumentException("The cursor is not valid. Use the value of 'next' from the page before, unchanged.", nameof(cursor));
        }

        return BinaryPrimitives.ReadInt64BigEndian(bytes[1..]);
    }

    private static ushort Check(ReadOnlySpan<byte> bytes)
    {
        uint sum = 2_166_136_261;
        foreach (byte value in bytes)
        {
            sum = (sum ^ value) * 16_777_619;
        }

        return (ushort)(sum ^ (sum >> 16));
    }
}
