using System.Globalization;
using Vigia.Server.Alerting.Templates.Formatting;
using Vigia.Server.Alerting.Templates.Values;

namespace Vigia.Server.Alerting.Templates.Functions;

/// <summary>Numbers for people: <c>humanize</c> and its kind, and times.</summary>
/// <remarks>https://prometheus.io/docs/prometheus/latest/configuration/template_reference/#numbers.</remarks>
internal static class HumanFunctions
{
    private static readonly string[] Large = ["k", "M", "G", "T", "P", "E", "Z", "Y"];
    private static readonly string[] Small = ["m", "u", "n", "p", "f", "a", "z", "y"];
    private static readonly string[] Binary = ["ki", "Mi", "Gi", "Ti", "Pi", "Ei", "Zi", "Yi"];

    public static IEnumerable<TemplateFunction> All =>
    [
        Of("humanize", Humanize),
        Of("humanize1024", Humanize1024),
        Of("humanizeDuration", HumanizeDuration),
        Of("humanizePercentage", static value => Four(value * 100) + "%"),
        Of("humanizeTimestamp", static value => double.IsFinite(value) ? GoTime.OfSeconds(value).Print() : Four(value)),
        TemplateFunction.Of("toTime", [ParameterKind.Any], static arguments => GoTime.OfSeconds(Number(arguments[0]))),
        TemplateFunction.Of("toDuration", [ParameterKind.Any], static arguments => GoDuration.OfSeconds(Number(arguments[0]))),
    ];

    public static string HumanizeDuration(double value)
    {
        if (!double.IsFinite(value) || value == 0)
        {
            return Four(value) + (value == 0 ? "s" : "");
        }

        if (Math.Abs(value) < 1)
        {
            return Scale(value, Small, 1000, isLarge: false) + "s";
        }

        string sign = value < 0 ? "-" : "";
        value = Math.Abs(value);
        long whole = value >= long.MaxValue ? long.MaxValue : (long)value;
        (long days, long hours, long minutes, long seconds) = (whole / 86400, whole / 3600 % 24, whole / 60 % 60, whole % 60);
        string text = days > 0 ? string.Create(CultureInfo.InvariantCulture, $"{days}d {hours}h {minutes}m {seconds}s")
            : hours > 0 ? string.Create(CultureInfo.InvariantCulture, $"{hours}h {minutes}m {seconds}s")
            : minutes > 0 ? string.Create(CultureInfo.InvariantCulture, $"{minutes}m {seconds}s")
            : Four(value) + "s";
        return sign + text;
    }

    /// <summary>What Prometheus takes as a number: numbers, and texts that are one.</summary>
    /// <exception cref="TemplateCallException">It is none.</exception>
    internal static double Number(object? value) => value switch
    {
        double number => number,
        long number => number,
        GoDuration duration => duration.Nanoseconds / 1e9,
        string text => GoNumber.TryParse(text, out double number) ? number
            : throw new TemplateCallException($"strconv.ParseFloat: parsing {Model.Labels.QuotedText.Quote(text)}: invalid syntax"),
        _ => throw new TemplateCallException($"can't convert {GoType.Name(value)} to float"),
    };

    private static TemplateFunction Of(string name, Func<double, string> body) =>
        TemplateFunction.Of(name, [ParameterKind.Any], arguments => body(Number(arguments[0])));

    private static string Humanize(double value)
    {
        if (value == 0 || !double.IsFinite(value))
        {
            return Four(value);
        }

        return Math.Abs(value) >= 1 ? Scale(value, Large, 1000, isLarge: true) : Scale(value, Small, 1000, isLarge: false);
    }

    private static string Humanize1024(double value) =>
        Math.Abs(value) <= 1 || !double.IsFinite(value) ? Four(value) : Scale(value, Binary, 1024, isLarge: true);

    private static string Scale(double value, string[] prefixes, double step, bool isLarge)
    {
        string prefix = "";
        foreach (string next in prefixes)
        {
            if (isLarge ? Math.Abs(value) < step : Math.Abs(value) >= 1)
            {
                break;
            }

            prefix = next;
            value = isLarge ? value / step : value * step;
        }

        return Four(value) + prefix;
    }

    private static string Four(double value) => GoFloat.Format(value, 'g', 4);
}
