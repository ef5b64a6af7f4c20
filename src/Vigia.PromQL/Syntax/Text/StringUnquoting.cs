using System.Globalization;
using System.Text;

namespace Vigia.PromQL.Syntax.Text;

/// <summary>
/// Takes the quotes and escapes off a string as Go's <c>strconv.Unquote</c> does, for single quotes of any length too. A byte that is not
/// UTF-8 becomes a lone surrogate (U+DC00 + byte), so that it is told from a real character.
/// </summary>
public static class StringUnquoting
{
    /// <summary>The content of a text with its quotes; null where an escape is wrong.</summary>
    public static string? Unquote(ReadOnlySpan<char> quoted)
    {
        if (quoted.Length < 2 || quoted[^1] != quoted[0])
        {
            return null;
        }

        char quote = quoted[0];
        ReadOnlySpan<char> text = quoted[1..^1];
        if (quote == '`')
        {
            return text.ToString().Replace("\r", "", StringComparison.Ordinal);
        }

        if (text.IndexOf('\\') < 0)
        {
            return text.IndexOf('\n') >= 0 ? null : text.ToString();
        }

        var bytes = new List<byte>(text.Length);
        while (!text.IsEmpty)
        {
            if (text[0] == '\n' || !Next(ref text, quote, bytes))
            {
                return null;
            }
        }

        return Decode([.. bytes]);
    }

    /// <summary>Whether a text is made of whole characters: none came from bytes outside UTF-8.</summary>
    public static bool IsValid(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                i++;
            }
            else if (char.IsSurrogate(text[i]))
            {
                return false;
            }
        }

        return true;
    }

    private static bool Next(ref ReadOnlySpan<char> text, char quote, List<byte> bytes)
    {
        if (text[0] != '\\')
        {
            Rune.DecodeFromUtf16(text, out Rune rune, out int used);
            AddRune(rune, bytes);
            text = text[used..];
            return true;
        }

        if (text.Length < 2)
        {
            return false;
        }

        char escape = text[1];
        text = text[2..];
        int simple = escape switch
        {
            'a' => 7, 'b' => 8, 'f' => 12, 'n' => 10, 'r' => 13, 't' => 9, 'v' => 11, '\\' => '\\',
            '\'' or '"' when escape == quote => escape,
            _ => -1,
        };
        if (simple >= 0)
        {
            bytes.Add((byte)simple);
            return true;
        }

        int digits = escape switch { 'x' => 2, 'u' => 4, 'U' => 8, _ => 0 };
        if (digits > 0)
        {
            if (text.Length < digits || !uint.TryParse(text[..digits], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint code))
            {
                return false;
            }

            text = text[digits..];
            return AddCode(code, isByte: digits == 2, bytes);
        }

        if (escape is >= '0' and <= '7' && text.Length >= 2 && text[0] is >= '0' and <= '7' && text[1] is >= '0' and <= '7')
        {
            int octal = ((escape - '0') << 6) | ((text[0] - '0') << 3) | (text[1] - '0');
            text = text[2..];
            return octal < 256 && AddCode((uint)octal, isByte: true, bytes);
        }

        return false;
    }

    private static bool AddCode(uint code, bool isByte, List<byte> bytes)
    {
        if (isByte)
        {
            bytes.Add((byte)code);
            return true;
        }

        if (!Rune.IsValid(code))
        {
            return false;
        }

        AddRune(new Rune(code), bytes);
        return true;
    }

    private static void AddRune(Rune rune, List<byte> bytes)
    {
        Span<byte> encoded = stackalloc byte[4];
        int length = rune.EncodeToUtf8(encoded);
        foreach (byte b in encoded[..length])
        {
            bytes.Add(b);
        }
    }

    private static string Decode(byte[] bytes)
    {
        var text = new StringBuilder(bytes.Length);
        ReadOnlySpan<byte> rest = bytes;
        while (!rest.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(rest, out Rune rune, out int used) == System.Buffers.OperationStatus.Done)
            {
                text.Append(rune.ToString());
                rest = rest[used..];
            }
            else
            {
                text.Append((char)(0xdc00 + rest[0]));
                rest = rest[1..];
            }
        }

        return text.ToString();
    }
}
