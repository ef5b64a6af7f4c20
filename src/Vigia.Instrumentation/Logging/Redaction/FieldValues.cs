using System.Buffers;

namespace Vigia.Instrumentation.Logging.Redaction;

/// <summary>Finds the values of named fields in running text: <c>password=…</c>, <c>Authorization: …</c>, <c>"token": "…"</c>.</summary>
internal static class FieldValues
{
    private static readonly SearchValues<char> Separators = SearchValues.Create("=:");

    public static void Find(ReadOnlySpan<char> text, FieldPolicy fields, UserIdMask userIds, List<Finding> findings)
    {
        int position = 0;
        while (true)
        {
            int offset = text[position..].IndexOfAny(Separators);
            if (offset < 0)
            {
                return;
            }

            int separator = position + offset;
            position = separator + 1;
            FieldKind kind = KindBefore(text, separator, fields);
            if (kind == FieldKind.Open)
            {
                continue;
            }

            (int start, int end) = ValueAfter(text, position, toLineEnd: kind == FieldKind.SecretHeader);
            // What stands there may be a mask already, put in for a parameter.
            bool isMask = kind == FieldKind.UserId ? UserIdMask.IsMask(text[start..end]) : text[start..end] is Redactor.Replacement;
            if (end > start && !isMask)
            {
                findings.Add(new Finding(start, end, kind == FieldKind.UserId ? userIds.Mask(text[start..end]) : Redactor.Replacement));
                position = end;
            }
        }
    }

    /// <summary>By the name that ends before the separator: its last word, or its last two ("API key: …").</summary>
    private static FieldKind KindBefore(ReadOnlySpan<char> text, int separator, FieldPolicy fields)
    {
        ReadOnlySpan<char> before = text[..separator].TrimEnd(" \t\"'\\]");
        int last = StartOfName(before);
        if (last == before.Length)
        {
            return FieldKind.Open;
        }

        FieldKind kind = fields.KindOf(before[last..]);
        if (kind == FieldKind.Open && last > 1 && before[last - 1] == ' ')
        {
            int secondLast = StartOfName(before[..(last - 1)]);
            kind = secondLast < last - 1 ? fields.KindOf(before[secondLast..]) : kind;
        }

        return kind;
    }

    private static int StartOfName(ReadOnlySpan<char> before)
    {
        int start = before.Length;
        while (start > 0 && before.Length - start < 100 && (char.IsLetterOrDigit(before[start - 1]) || before[start - 1] is '_' or '-' or '.'))
        {
            start--;
        }

        return start;
    }

    private static (int Start, int End) ValueAfter(ReadOnlySpan<char> text, int from, bool toLineEnd)
    {
        int start = from;
        // A value may follow "=", ": ", " = ", "=>" and "==".
        while (start < text.Length && text[start] is ' ' or '\t' or '=' or '>')
        {
            start++;
        }

        int escapes = start;
        while (escapes < text.Length && text[escapes] == '\\')
        {
            escapes++;
        }

        if (escapes < text.Length && text[escapes] is '"' or '\'')
        {
            return Quoted(text, escapes, escapes - start);
        }

        if (toLineEnd)
        {
            int length = text[start..].IndexOfAny('\r', '\n');
            return (start, length < 0 ? text.Length : start + length);
        }

        if (start < text.Length && text[start] is '[' or '{' or '(')
        {
            char closing = text[start] switch { '[' => ']', '{' => '}', _ => ')' };
            int length = text[start..].LastIndexOf(closing);
            return (start, length < 0 ? text.Length : start + length);
        }

        return (start, EndOfUnquoted(text, start));
    }

    /// <summary>To the quote that is escaped as the first one is; a value cut off before it goes whole.</summary>
    private static (int Start, int End) Quoted(ReadOnlySpan<char> text, int quoteAt, int escapes)
    {
        char quote = text[quoteAt];
        int start = quoteAt + 1;
        for (int i = start; i < text.Length; i++)
        {
            if (text[i] != quote)
            {
                continue;
            }

            int backslashes = 0;
            while (i - 1 - backslashes >= start && text[i - 1 - backslashes] == '\\')
            {
                backslashes++;
            }

            // Inside JSON a quote of the value has a backslash more than the one that ends it; an even surplus is escaped backslashes.
            if (backslashes == escapes || (backslashes > escapes && (backslashes - escapes) % 2 == 0 && escapes == 0))
            {
                // Connection strings double a quote that belongs to the value.
                if (escapes == 0 && i + 1 < text.Length && text[i + 1] == quote)
                {
                    i++;
                    continue;
                }

                return (start, i - backslashes);
            }
        }

        return (start, text.Length);
    }

    /// <summary>
    /// To the next <c>;</c>, <c>&amp;</c>, quote or line end. A blank, comma or bracket ends it too, unless a <c>;</c>
    /// follows before the next <c>=</c>: passwords in connection strings may hold blanks.
    /// </summary>
    private static int EndOfUnquoted(ReadOnlySpan<char> text, int start)
    {
        for (int i = start; i < text.Length; i++)
        {
            char c = text[i];
            if (c is ';' or '&' or '"' or '\r' or '\n')
            {
                return i;
            }

            if (c is ' ' or '\t' or ',' or ')' or '}' or ']' or '\'' or '<' && !IsConnectionString(text[i..]))
            {
                return i;
            }
        }

        return text.Length;
    }

    private static bool IsConnectionString(ReadOnlySpan<char> rest)
    {
        int end = rest.IndexOfAny(";=\r\n\"");
        return end >= 0 && rest[end] == ';';
    }
}
