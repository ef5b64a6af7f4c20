using System.Buffers.Binary;
using System.Globalization;
using System.IO.Hashing;

namespace Vigia.Storage.Journal;

/// <summary>The bytes of segments and records; docs/formats/metrics-journal.md.</summary>
internal static class JournalFormat
{
    public const int Version = 1;
    public const int HeaderBytes = 40;
    public const int FrameBytes = 8;
    public const int MaxPayload = 64 << 20;
    public const string SegmentExtension = ".journal";
    public const string CheckpointExtension = ".checkpoint";
    public const string TemporaryExtension = ".tmp";

    private static ReadOnlySpan<byte> Magic => "VIGIAJNL"u8;

    public static string FileName(long segment, string extension) => segment.ToString("D10", CultureInfo.InvariantCulture) + extension;

    /// <summary>The number in a file's name; false where it is no file of the extension.</summary>
    public static bool TryNumber(string path, string extension, out long segment)
    {
        segment = 0;
        ReadOnlySpan<char> name = Path.GetFileName(path.AsSpan());
        return name.Length == 10 + extension.Length
            && name.EndsWith(extension, StringComparison.Ordinal)
            && long.TryParse(name[..10], NumberStyles.None, CultureInfo.InvariantCulture, out segment);
    }

    public static void WriteHeader(Span<byte> header, long segment, long sequence)
    {
        header[..HeaderBytes].Clear();
        Magic.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header[8..], Version);
        BinaryPrimitives.WriteInt64LittleEndian(header[16..], segment);
        BinaryPrimitives.WriteInt64LittleEndian(header[24..], sequence);
        BinaryPrimitives.WriteUInt64LittleEndian(header[32..], XxHash3.HashToUInt64(header[..32]));
    }

    /// <summary>Null where the header is whole; otherwise what is wrong with it.</summary>
    /// <exception cref="NewerFormatException">It is whole and of another version.</exception>
    public static string? ReadHeader(ReadOnlySpan<byte> header, out long segment, out long sequence)
    {
        segment = sequence = 0;
        if (header.Length < HeaderBytes || !header.StartsWith(Magic))
        {
            return "no header of a journal";
        }

        if (BinaryPrimitives.ReadUInt64LittleEndian(header[32..]) != XxHash3.HashToUInt64(header[..32]))
        {
            return "the header's checksum is wrong";
        }

        int version = BinaryPrimitives.ReadInt32LittleEndian(header[8..]);
        if (version != Version)
        {
            throw new NewerFormatException(version, Version);
        }

        segment = BinaryPrimitives.ReadInt64LittleEndian(header[16..]);
        sequence = BinaryPrimitives.ReadInt64LittleEndian(header[24..]);
        return null;
    }

    public static uint Checksum(ReadOnlySpan<byte> payload, long segment) =>
        (uint)XxHash3.HashToUInt64(payload, (segment << 32) + payload.Length);
}
