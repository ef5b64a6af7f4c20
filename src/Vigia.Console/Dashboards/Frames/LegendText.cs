using System.Text;
using Vigia.Model.Labels;

namespace Vigia.Console.Dashboards.Frames;

/// <summary>A query's legend: <c>{{label}}</c> is the label's value; nothing at all is the series with its labels.</summary>
internal static class LegendText
{
    public static string Of(string format, LabelSet labels, string expression)
    {
        if (format.Length == 0)
        {
            return labels.Count == 0 ? expression : FieldNames.Series(labels);
        }

        int open = format.IndexOf("{{", StringComparison.Ordinal);
        if (open < 0)
        {
            return format;
        }

        var text = new StringBuilder(format.Length + 16);
        int at = 0;
        while (open >= 0)
        {
            int close = format.IndexOf("}}", open + 2, StringComparison.Ordinal);
            if (close < 0)
            {
                break;
            }

            text.Append(format, at, open - at).Append(labels[format[(open + 2)..close].Trim()]);
            at = close + 2;
            open = format.IndexOf("{{", at, StringComparison.Ordinal);
        }

        return text.Append(format, at, format.Length - at).ToString();
    }
}
