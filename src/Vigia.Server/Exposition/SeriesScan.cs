using System.Buffers;
using System.Text.Unicode;

namespace Vigia.Server.Exposition;

/// <summary>
/// Finds where a series' name and labels end, and whether they are well formed, without making strings:
/// <c>name{a="b"}</c>, or with names in UTF-8 <c>{"a name","a label"="b"}</c>.
/// </summary>
internal static class SeriesScan
{
    private static readonly SearchValues<byte> MetricNameBytes = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_:"u8);
    private static readonly SearchValues<byte> LabelNameBytes = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"u8);

    /// <summary>The length of name and labels at the front of a text; the blanks behind them do not count.</summary>
    public static int Scan(ReadOnlySpan<byte> text, bool allowBlanks, out string? error)
    {
        error = null;
        int name = NameLength(text, MetricNameBytes);
        int open = name + (allowBlanks ? Blanks(text[name..]) : 0);
        if (open < text.Length && text[open] == '{')
        {
            int labels = ScanLabels(text[open..], allowBlanks, allowName: name == 0, out error);
            return open + labels;
        }

        if (name == 0)
        {
            error = "expected a metric name";
        }

        return name;
    }

    /// <summary>The length of a list of labels, braces included. With <paramref name="allowName"/> a quoted metric name must be in it.</summary>
    public static int ScanLabels(ReadOnlySpan<byte> text, bool allowBlanks, bool allowName, out string? error)
    {
        int i = 1;
        bool isNamed = false;
        bool isFirst = true;
        while (true)
        {
            i += allowBlanks ? Blanks(text[i..]) : 0;
            if (i < text.Length && text[i] == '}')
            {
                error = allowName && !isNamed ? "metric name not set" : null;
                return i + 1;
            }

            if (!isFirst)
            {
                if (i >= text.Length || text[i] != ',')
                {
                    error = "expected a comma or } after a label";
                    return i;
                }

                i++;
                i += allowBlanks ? Blanks(text[i..]) : 0;
                if (i < text.Length && text[i] == '}')
                {
                    error = allowName && !isNamed ? "metric name not set" : null;
                    return i + 1;
                }
            }

            isFirst = false;
            bool isQuoted = i < text.Length && text[i] == '"';
            int length = isQuoted ? QuotedLength(text[i..], out error) : NameLength(text[i..], LabelNameBytes);
            if (length == 0)
            {
                error = "expected a label name";
                return i;
            }

            i += length;
            i += allowBlanks ? Blanks(text[i..]) : 0;
            if (isQuoted && allowName && !isNamed && i < text.Length && text[i] is (byte)',' or (byte)'}')
            {
                isNamed = true;
                if (length == 2)
                {
                    error = "expected a metric name";
                    return i;
                }

                continue;
            }

            if (i >= text.Length || text[i] != '=')
            {
                error = "expected = after a label name";
                return i;
            }

            i++;
            i += allowBlanks ? Blanks(text[i..]) : 0;
            if (i >= text.Length || text[i] != '"')
            {
                error = "expected a label value in quotes";
                return i;
            }

            length = QuotedLength(text[i..], out error);
            if (error is not null)
            {
                return i;
            }

            i += length;
        }
    }

    /// <summary>The length of a family's name, quoted or not.</summary>
    public static int ScanFamily(ReadOnlySpan<byte> text, out string? error)
    {
        error = null;
        if (text.Length > 0 && text[0] == '"')
        {
            return QuotedLength(text, out error);
        }

        int length = NameLength(text, MetricNameBytes);
        error = length == 0 ? "expected a metric name" : null;
        return length;
    }

    /// <summary>A name without the quotes around it; escapes stay.</summary>
    public static ReadOnlySpan<byte> Unquoted(ReadOnlySpan<byte> name) => name.Length >= 2 && name[0] == '"' ? name[1..^1] : name;

    /// <summary>The metric's name at the front of a well-formed series; escapes stay.</summary>
    public static ReadOnlySpan<byte> MetricName(ReadOnlySpan<byte> series) =>
        series.StartsWith("{\""u8) ? series.Slice(2, QuotedLength(series[1..], out _) - 2) : series[..NameLength(series, MetricNameBytes)];

    private static int NameLength(ReadOnlySpan<byte> text, SearchValues<byte> allowed)
    {
        if (text.IsEmpty || text[0] is >= (byte)'0' and <= (byte)'9')
        {
            return 0;
        }

        int end = text.IndexOfAnyExcept(allowed);
        return end < 0 ? text.Length : end;
    }

    private static int QuotedLength(ReadOnlySpan<byte> text, out string? error)
    {
        int i = 1;
        while (true)
        {
            int next = text[i..].IndexOfAny((byte)'"', (byte)'\\', (byte)'\n');
            if (next < 0 || text[i + next] == '\n')
            {
                error = "a quote is not closed";
                return 0;
            }

            i += next;
            if (text[i] == '"')
            {
                error = Utf8.IsValid(text[1..i]) ? null : "invalid UTF-8 label value";
                return i + 1;
            }

            i += 2;
            if (i > text.Length)
            {
                error = "a quote is not closed";
                return 0;
            }
        }
    }

    private static int Blanks(ReadOnlySpan<byte> text)
    {
        int end = text.IndexOfAnyExcept((byte)' ', (byte)'\t');
        return end < 0 ? text.Length : end;
    }
}
