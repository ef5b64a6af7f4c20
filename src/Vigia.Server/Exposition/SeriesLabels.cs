using System.Buffers;
using System.Text;
using Vigia.Model.Labels;
using Vigia.Model.Metrics;
using Vigia.Server.Relabeling;

namespace Vigia.Server.Exposition;

/// <summary>Turns a series' text, found well formed by <see cref="SeriesScan"/>, into labels.</summary>
internal static class SeriesLabels
{
    /// <summary>Adds the name, as <c>__name__</c>, and the labels.</summary>
    /// <param name="series">As written.</param>
    /// <param name="type">The family's type: bounds of histograms and quantiles of summaries are written in one way.</param>
    /// <param name="labels">Where they go; not cleared.</param>
    public static void Read(ReadOnlySpan<byte> series, MetricType type, LabelBuilder labels)
    {
        int open = series.IndexOf((byte)'{');
        bool hasBareName = open != 0;
        string name = "";
        if (hasBareName)
        {
            name = Encoding.UTF8.GetString((open < 0 ? series : series[..open]).TrimEnd(" \t"u8));
            labels.Add(LabelNames.MetricName, name);
            if (open < 0)
            {
                return;
            }
        }

        ReadList(series[open..], ref name, hasBareName, type, labels);
    }

    /// <summary>Adds the labels of an exemplar: a list in braces.</summary>
    public static void ReadExemplar(ReadOnlySpan<byte> list, LabelBuilder labels)
    {
        string name = "";
        ReadList(list, ref name, isNamed: true, MetricType.Unknown, labels);
    }

    private static void ReadList(ReadOnlySpan<byte> list, ref string name, bool isNamed, MetricType type, LabelBuilder labels)
    {
        int i = 1;
        while (true)
        {
            i += Separators(list[i..]);
            if (list[i] == '}')
            {
                return;
            }

            string label = Next(list, ref i);
            i += Blanks(list[i..]);
            if (!isNamed && list[i] is (byte)',' or (byte)'}')
            {
                (name, isNamed) = (label, true);
                labels.Add(LabelNames.MetricName, name);
                continue;
            }

            i++;
            i += Blanks(list[i..]);
            string value = Next(list, ref i);
            labels.Add(label, IsBound(label, name, type) ? BoundText.Normalise(value) : value);
        }
    }

    private static bool IsBound(string label, string name, MetricType type) => type switch
    {
        MetricType.Histogram or MetricType.GaugeHistogram => label == LabelNames.Bucket && name.EndsWith("_bucket", StringComparison.Ordinal),
        MetricType.Summary => label == LabelNames.Quantile,
        _ => false,
    };

    /// <summary>A name or a quoted text.</summary>
    private static string Next(ReadOnlySpan<byte> list, ref int i)
    {
        if (list[i] != '"')
        {
            int end = list[i..].IndexOfAny("=, \t}"u8);
            string bare = Encoding.UTF8.GetString(list.Slice(i, end));
            i += end;
            return bare;
        }

        int start = i + 1;
        int at = start;
        bool isEscaped = false;
        while (true)
        {
            at += list[at..].IndexOfAny((byte)'"', (byte)'\\');
            if (list[at] == '"')
            {
                break;
            }

            isEscaped = true;
            at += 2;
        }

        i = at + 1;
        ReadOnlySpan<byte> quoted = list[start..at];
        return isEscaped ? Unescape(quoted) : Encoding.UTF8.GetString(quoted);
    }

    /// <summary>Undoes <c>\n</c>, <c>\\</c> and <c>\"</c>; a backslash before anything else stays.</summary>
    public static string Unescape(ReadOnlySpan<byte> text)
    {
        byte[] plain = ArrayPool<byte>.Shared.Rent(text.Length);
        int length = 0;
        for (int i = 0; i < text.Length; i++)
        {
            byte b = text[i];
            if (b == '\\' && i + 1 < text.Length)
            {
                byte escaped = text[i + 1];
                if (escaped is (byte)'n' or (byte)'\\' or (byte)'"')
                {
                    b = escaped == 'n' ? (byte)'\n' : escaped;
                    i++;
                }
            }

            plain[length++] = b;
        }

        string result = Encoding.UTF8.GetString(plain.AsSpan(0, length));
        ArrayPool<byte>.Shared.Return(plain);
        return result;
    }

    private static int Blanks(ReadOnlySpan<byte> text)
    {
        int end = text.IndexOfAnyExcept((byte)' ', (byte)'\t');
        return end < 0 ? text.Length : end;
    }

    private static int Separators(ReadOnlySpan<byte> text)
    {
        int end = text.IndexOfAnyExcept((byte)' ', (byte)'\t', (byte)',');
        return end < 0 ? text.Length : end;
    }
}
