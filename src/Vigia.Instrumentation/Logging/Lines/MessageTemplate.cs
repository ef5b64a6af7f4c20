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

    private MessageTemplate(string[] rawNames, LogKey[] keys, Part[] parts)
    {
        _rawNames = rawNames;
        Keys = keys;
        Parts = parts;
        Order = DetermineOrder(keys, parts);
    }

    /// <summary>One per value, in the state's order.</summary>
    public LogKey[] Keys { get; }

    /// <summary>
    /// The values to be shown as fields, by index, each name once: in the order of the template, then the others. States
    /// differ in their own order; that of Microsoft.Extensions.Telemetry's generator is back to front.
    /// </summary>
    public int[] Order { get; }

    public Part[] Parts { get; }

    /// <summary>Takes a template apart.</summary>
    /// <param name="text">The template.</param>
    /// <param name="rawNames">The names of the values, in order.</param>
    /// <param name="keys">Their keys.</param>
    public static MessageTemplate Parse(string text, string[] rawNames, LogKeys keys)
    {
        return new MessageTemplate(rawNames, Array.ConvertAll(rawNames, keys.Get), [.. Split(text, rawNames)]);
    }

    /// <summary>Whether this was made for these names; a template's text alone does not tell.</summary>
    public bool Fits(ReadOnlySpan<string> rawNames) => rawNames.SequenceEqual(_rawNames);

    private static int[] DetermineOrder(LogKey[] keys, Part[] parts)
    {
        List<int> order = new(keys.Length);
        IEnumerable<int> inTemplate = parts.Where(static part => part.Index >= 0).Select(static part => part.Index);
        foreach (int index in inTemplate.Concat(Enumerable.Range(0, keys.Length)))
        {
            if (!order.Exists(one => ReferenceEquals(keys[one], keys[index])))
            {
                order.Add(index);
            }
        }

        return [.. order];
    }

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
