using System.Globalization;
using System.IO.Hashing;

namespace Vigia.Storage.Metrics.Blocks;

/// <summary>Numbers and names of block files; docs/formats/metrics-blocks.md.</summary>
internal static class BlockFormat
{
    public const int Version = 1;
    public const int HeaderBytes = 16;
    public const int FooterBytes = 256;
    public const int Sections = 8;
    public const int SectionTable = 48;
    public const int SectionEntry = 20;
    public const string Extension = ".block";
    public const string DeletedExtension = ".deleted";
    public const string TemporaryExtension = ".tmp";

    public static ReadOnlySpan<byte> Magic => "VIGIABLK"u8;

    public static ReadOnlySpan<byte> EndMagic => "VIGIAEND"u8;

    public static uint Checksum(ReadOnlySpan<byte> bytes) => (uint)XxHash3.HashToUInt64(bytes);

    public static string FileName(long number, string extension) => number.ToString("D12", CultureInfo.InvariantCulture) + extension;

    public static bool TryNumber(string path, string extension, out long number)
    {
        number = 0;
        ReadOnlySpan<char> name = Path.GetFileName(path.AsSpan());
        return name.Length == 12 + extension.Length
            && name.EndsWith(extension, StringComparison.Ordinal)
            && long.TryParse(name[..12], NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }
}
