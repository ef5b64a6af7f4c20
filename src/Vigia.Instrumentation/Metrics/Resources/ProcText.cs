using System.Buffers.Text;

namespace Vigia.Instrumentation.Metrics.Resources;

/// <summary>Takes the texts of /proc apart: lines of fields between blanks.</summary>
internal static class ProcText
{
    /// <summary>The next line, without its end; false where none is left.</summary>
    public static bool NextLine(ref ReadOnlySpan<byte> text, out ReadOnlySpan<byte> line)
    {
        if (text.IsEmpty)
        {
            line = default;
            return false;
        }

        int end = text.IndexOf((byte)'\n');
        line = end < 0 ? text : text[..end];
        text = end < 0 ? default : text[(end + 1)..];
        return true;
    }

    /// <summary>The next field, blanks skipped; empty where none is left.</summary>
    public static ReadOnlySpan<byte> NextField(ref ReadOnlySpan<byte> line)
    {
        ReadOnlySpan<byte> rest = line.TrimStart(" \t"u8);
        int end = rest.IndexOfAny((byte)' ', (byte)'\t');
        ReadOnlySpan<byte> field = end < 0 ? rest : rest[..end];
        line = end < 0 ? default : rest[end..];
        return field;
    }

    /// <summary>The next field as a number; false where it is none (<c>unlimited</c>).</summary>
    public static bool NextNumber(ref ReadOnlySpan<byte> line, out double number)
    {
        ReadOnlySpan<byte> field = NextField(ref line);
        return Utf8Parser.TryParse(field, out number, out int used) && used == field.Length && used > 0;
    }

    /// <summary>The number after <paramref name="key"/>, on the line that begins with it.</summary>
    public static bool TryFind(ReadOnlySpan<byte> text, ReadOnlySpan<byte> key, out double number)
    {
        while (NextLine(ref text, out ReadOnlySpan<byte> line))
        {
            if (line.StartsWith(key))
            {
                line = line[key.Length..];
                return NextNumber(ref line, out number);
            }
        }

        number = 0;
        return false;
    }
}
