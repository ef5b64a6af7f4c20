using System.Text;

namespace Vigia.Instrumentation.Metrics.Series;

/// <summary>Turns label values into the bytes between a sample's braces, and bounds them first.</summary>
internal static class LabelText
{
    /// <summary>Encodes as <c>a="x",b="y"</c>, sorted by label name as Python's client does.</summary>
    /// <param name="names">The label names.</param>
    /// <param name="values">One value per name.</param>
    public static byte[] Encode(ReadOnlySpan<string> names, ReadOnlySpan<string> values)
    {
        if (names.IsEmpty)
        {
            return [];
        }

        var order = new int[names.Length];
        for (int i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        string[] keys = names.ToArray();
        Array.Sort(keys, order, StringComparer.Ordinal);
        var text = new StringBuilder();
        for (int i = 0; i < order.Length; i++)
        {
            text.Append(i == 0 ? "" : ",").Append(keys[i]).Append("=\"");
            foreach (char c in values[order[i]])
            {
                _ = c switch
                {
                    '\\' => text.Append("\\\\"),
                    '\n' => text.Append("\\n"),
                    '"' => text.Append("\\\""),
                    _ => text.Append(c),
                };
            }

            text.Append('"');
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>
    /// The value as it can be exposed: at most <paramref name="maxLength"/> characters, valid Unicode, no NUL (which
    /// ends the input of Prometheus' lexer). Returns the same string where nothing is to be done.
    /// </summary>
    public static string Bound(string value, int maxLength)
    {
        if (value.Length > maxLength)
        {
            value = value[..(char.IsHighSurrogate(value[maxLength - 1]) ? maxLength - 1 : maxLength)];
        }

        int bad = value.AsSpan().IndexOfAny(Suspect);
        if (bad < 0)
        {
            return value;
        }

        var text = new StringBuilder(value.Length);
        bool changed = false;
        foreach (Rune rune in value.EnumerateRunes())
        {
            // Enumerating already yields U+FFFD for half of a surrogate pair.
            Rune kept = rune.Value == 0 ? Rune.ReplacementChar : rune;
            changed |= kept == Rune.ReplacementChar;
            text.Append(kept.ToString());
        }

        return changed ? text.ToString() : value;
    }

    private static readonly System.Buffers.SearchValues<char> Suspect =
        System.Buffers.SearchValues.Create(['\0', .. Enumerable.Range(0xD800, 0x800).Select(c => (char)c)]);
}
