using System.Text;
using Vigia.Instrumentation.Metrics.Series;

namespace Vigia.Instrumentation.Metrics.Meters;

/// <summary>
/// OpenTelemetry's names as Prometheus': characters outside the grammar become underscores, the unit a suffix, a
/// monotonic counter ends in <c>_total</c>
/// (https://opentelemetry.io/docs/specs/otel/compatibility/prometheus_and_openmetrics/).
/// </summary>
internal static class InstrumentNaming
{
    /// <summary>The metric's name.</summary>
    /// <param name="name">The instrument's name, like <c>http.server.request.duration</c>.</param>
    /// <param name="unit">A UCUM unit like <c>s</c>, <c>By</c> or <c>{request}</c>, or null.</param>
    /// <param name="kind">Decides between <c>_total</c>, <c>_ratio</c> and neither.</param>
    public static string Metric(string name, string? unit, MetricKind kind)
    {
        string metric = Sanitize(name);
        if (kind == MetricKind.Counter && metric.EndsWith("_total", StringComparison.Ordinal))
        {
            metric = metric[..^"_total".Length];
        }

        string suffix = UnitSuffix(unit, kind);
        if (suffix.Length > 0 && !metric.EndsWith("_" + suffix, StringComparison.Ordinal) && metric != suffix)
        {
            metric += "_" + suffix;
        }

        return kind == MetricKind.Counter ? metric + "_total" : metric;
    }

    /// <summary>The label's name for a tag's key; what is reserved in Prometheus gets the prefix <c>tag_</c>.</summary>
    public static string Label(string key)
    {
        string label = Sanitize(key);
        return MetricName.IsReserved(label) ? "tag_" + label.TrimStart('_') : label;
    }

    private static string Sanitize(string name)
    {
        var text = new StringBuilder(name.Length);
        if (name.Length == 0 || char.IsAsciiDigit(name[0]))
        {
            text.Append('_');
        }

        foreach (char c in name)
        {
            char kept = char.IsAsciiLetterOrDigit(c) ? c : '_';
            if (kept != '_' || text.Length == 0 || text[^1] != '_')
            {
                text.Append(kept);
            }
        }

        return text.ToString();
    }

    private static string UnitSuffix(string? unit, MetricKind kind)
    {
        if (string.IsNullOrEmpty(unit))
        {
            return "";
        }

        int per = unit.IndexOf('/', StringComparison.Ordinal);
        if (per < 0)
        {
            return unit == "1" ? (kind == MetricKind.Gauge ? "ratio" : "") : Unit(unit);
        }

        string above = Unit(unit[..per]);
        string below = PerUnit(unit[(per + 1)..]);
        return (above, below) switch
        {
            (_, "") => above,
            ("", _) => "per_" + below,
            _ => above + "_per_" + below,
        };
    }

    // What stands in braces is an annotation, not a unit.
    private static string Unit(string unit) => unit switch
    {
        "" or "1" => "",
        _ when unit[0] == '{' => "",
        "d" => "days",
        "h" => "hours",
        "min" => "minutes",
        "s" => "seconds",
        "ms" => "milliseconds",
        "us" => "microseconds",
        "ns" => "nanoseconds",
        "By" => "bytes",
        "KiBy" => "kibibytes",
        "MiBy" => "mebibytes",
        "GiBy" => "gibibytes",
        "TiBy" => "tebibytes",
        "KBy" or "kBy" => "kilobytes",
        "MBy" => "megabytes",
        "GBy" => "gigabytes",
        "TBy" => "terabytes",
        "m" => "meters",
        "V" => "volts",
        "A" => "amperes",
        "J" => "joules",
        "W" => "watts",
        "g" => "grams",
        "Cel" => "celsius",
        "Hz" => "hertz",
        "%" => "percent",
        _ => Sanitize(unit).Trim('_'),
    };

    private static string PerUnit(string unit) => unit switch
    {
        "s" => "second",
        "m" or "min" => "minute",
        "h" => "hour",
        "d" => "day",
        "w" => "week",
        "mo" => "month",
        "y" => "year",
        _ => Unit(unit),
    };
}
