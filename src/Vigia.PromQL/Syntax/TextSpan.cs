namespace Vigia.PromQL.Syntax;

/// <summary>A piece of a query's text, in UTF-16 units; <see cref="End"/> is the first unit behind it.</summary>
public readonly record struct TextSpan(int Start, int End)
{
    /// <summary>How many UTF-16 units.</summary>
    public int Length => End - Start;

    /// <summary>From the begin of this one to the end of the other.</summary>
    public TextSpan To(TextSpan end) => new(Start, Math.Max(End, end.End));

    /// <summary>Where it begins, as <c>line:column</c>, both from 1.</summary>
    public string Position(string text)
    {
        int line = 1;
        int lineStart = 0;
        int start = Math.Min(Start, text.Length);
        for (int i = 0; i < start; i++)
        {
            if (text[i] == '\n')
            {
                line++;
                lineStart = i + 1;
            }
        }

        return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{line}:{start - lineStart + 1}");
    }
}
