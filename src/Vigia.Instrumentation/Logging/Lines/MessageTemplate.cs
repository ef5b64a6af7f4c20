using System.Globalization;

namespace Vigia.Instrumentation.Logging.Lines;

/// <summary>
/// A message template with its fields, taken apart once. Renders as <c>Microsoft.Extensions.Logging</c> does, but from
/// values that may have been redacted, and without a string in between.
/// </summary>
internal sealed class MessageTemplate
{
    public const string OriginalFormat = "{OriginalFormat}";

    private readonly string[] _rawNames;

    private MessageTemplate(string[] rawNames, LogKey[] keys, bool[] repeats, Part[] parts)
    {
        _rawNames = rawNames;
        Keys = keys;
        IsRepeated = repeats;
        Parts = parts;
    }

    /// <summary>One per value, in the state's order.</summary>
    public LogKey[] Keys { get; }

    /// <summary>Whether a value has the name of one before it.</summary>
    public bool[] IsRepeated { get; }

    public Part[] Parts { get; }

    /// <summary>Takes a template apart.</summary>
    /// <param name="text">The template.</param>
    /// <param name="rawNames">The names of the values, in order.</param>
    /// <param name="keys">Their keys.</param>
    public static MessageTemplate Parse(string text, string[] rawNames, LogKeys keys)
    {
        LogKey[] resolved = Array.ConvertAll(rawNames, keys.Get);
        bool[] repeats = new bool[resolved.Length];
        for (int i = 1; i < resolved.Length; i++)
        {
            repeats[i] = Array.IndexOf(resolved, resolved[i], 0, i) >= 0;
        }

        return new MessageTemplate(rawNames, resolved, repeats, [.. Split(text, rawNames)]);
    }

    /// <summary>Whether this was made for these names; a template's text alone does not tell.</summary>
    public bool Fits(ReadOnlySpan<string> rawNames) => rawNames.SequenceEqual(_rawNames);

    private static IEnumerable<Part> Split(string text, string[] rawNames)
    {
        int position = 0;
        int holes = 0;
        var literal = new System.Text.StringBuilder();
        while (position < text.Length)
        {
            char c = text[position];
            bool doubled = position + 1 < text.Length && text[position + 1] == c;
            if (c is '{' or '}' && doubled)
            {
                literal.Append(c);
                position += 2;
                continue;
            }

            int close = c == '{' ? text.IndexOf('}', position) : -1;
            if (close < 0)
            {
                literal.Append(c);
                position++;
                continue;
            }

            Part? hole = Hole(text[(position + 1)..close], holes, rawNames);
            if (hole is null)
            {
                literal.Append(text, position, close + 1 - position);
            }
            else
            {
                holes++;
                if (literal.Length > 0)
                {
                    yield return new Part(literal.ToString(), -1, 0, null);
                    literal.Clear();
                }

                yield return hole.Value;
            }

            position = close + 1;
        }

        if (literal.Length > 0)
        {
            yield return new Part(literal.ToString(), -1, 0, null);
        }
    }

    private static Part? Hole(string hole, int ordinal, string[] rawNames)
    {
        int colon = hole.IndexOf(':', StringComparison.Ordinal);
        string? format = colon < 0 ? null : hole[(colon + 1)..];
        string head = colon < 0 ? hole : hole[..colon];
        int comma = head.IndexOf(',', StringComparison.Ordinal);
        int alignment = 0;
        if (comma >= 0)
        {
            if (!int.TryParse(head.AsSpan(comma + 1), NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture, out alignment)
                || alignment is < -1000 or > 1000)
            {
                return null;
            }

            head = head[..comma];
        }

        int index = ordinal < rawNames.Length && rawNames[ordinal] == head
            ? ordinal
            : Array.FindIndex(rawNames, name => name.Equals(head, StringComparison.OrdinalIgnoreCase));
        return index < 0 ? null : new Part("", index, alignment, format);
    }

    /// <summary>Literal text, or the place of a value.</summary>
    /// <param name="Literal">The text of a literal.</param>
    /// <param name="Index">The value's index; negative for a literal.</param>
    /// <param name="Alignment">The least width; negative aligns to the left.</param>
    /// <param name="Format">The value's format.</param>
    internal readonly record struct Part(string Literal, int Index, int Alignment, string? Format);
}
