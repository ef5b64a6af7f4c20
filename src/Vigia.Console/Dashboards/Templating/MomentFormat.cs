using System.Globalization;
using System.Text;

namespace Vigia.Console.Dashboards.Templating;

/// <summary>Dates in the notation that Grafana takes from moment.js: <c>YYYY-MM-DD HH:mm:ss</c>; <c>[text]</c> stays as it is.</summary>
internal static class MomentFormat
{
    private static readonly (string Moment, string Net)[] Tokens =
    [
        ("YYYY", "yyyy"), ("YY", "yy"), ("MMMM", "MMMM"), ("MMM", "MMM"), ("MM", "MM"), ("M", "%M"), ("DD", "dd"), ("D", "%d"),
        ("dddd", "dddd"), ("ddd", "ddd"), ("HH", "HH"), ("H", "%H"), ("hh", "hh"), ("h", "%h"), ("mm", "mm"), ("m", "%m"),
        ("ss", "ss"), ("s", "%s"), ("SSS", "fff"), ("SS", "ff"), ("S", "%f"), ("A", "tt"), ("ZZ", "zzz"), ("Z", "zzz"),
    ];

    public static string Format(DateTimeOffset time, string format)
    {
        var result = new StringBuilder();
        int at = 0;
        while (at < format.Length)
        {
            if (format[at] == '[' && format.IndexOf(']', at) is > 0 and var end)
            {
                result.Append(format, at + 1, end - at - 1);
                at = end + 1;
                continue;
            }

            at += One(time, format.AsSpan(at), result);
        }

        return result.ToString();
    }

    private static int One(DateTimeOffset time, ReadOnlySpan<char> rest, StringBuilder result)
    {
        switch (rest[0])
        {
            case 'X':
                result.Append(time.ToUnixTimeSeconds());
                return 1;
            case 'x':
                result.Append(time.ToUnixTimeMilliseconds());
                return 1;
            case 'a':
                result.Append(time.Hour < 12 ? "am" : "pm");
                return 1;
            default:
                foreach ((string moment, string net) in Tokens)
                {
                    if (rest.StartsWith(moment, StringComparison.Ordinal))
                    {
                        string text = time.ToString(net, CultureInfo.InvariantCulture);
                        result.Append(moment == "ZZ" ? text.Replace(":", "", StringComparison.Ordinal) : text);
                        return moment.Length;
                    }
                }

                result.Append(rest[0]);
                return 1;
        }
    }
}
