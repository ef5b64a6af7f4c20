using System.Collections.Frozen;

namespace Vigia.Server.Ingest.Otlp;

/// <summary>Units of UCUM as Prometheus' naming conventions spell them.</summary>
/// <remarks>https://opentelemetry.io/docs/specs/otel/compatibility/prometheus_and_openmetrics/.</remarks>
internal static class OtlpUnits
{
    private static readonly FrozenDictionary<string, string> Units = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["d"] = "days",
        ["h"] = "hours",
        ["min"] = "minutes",
        ["s"] = "seconds",
        ["ms"] = "milliseconds",
        ["us"] = "microseconds",
        ["ns"] = "nanoseconds",
        ["By"] = "bytes",
        ["KiBy"] = "kibibytes",
        ["MiBy"] = "mebibytes",
        ["GiBy"] = "gibibytes",
        ["TiBy"] = "tibibytes",
        ["KBy"] = "kilobytes",
        ["MBy"] = "megabytes",
        ["GBy"] = "gigabytes",
        ["TBy"] = "terabytes",
        ["m"] = "meters",
        ["V"] = "volts",
        ["A"] = "amperes",
        ["J"] = "joules",
        ["W"] = "watts",
        ["g"] = "grams",
        ["Cel"] = "celsius",
        ["Hz"] = "hertz",
        ["1"] = "",
        ["%"] = "percent",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, string> PerUnits = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["s"] = "second",
        ["m"] = "minute",
        ["h"] = "hour",
        ["d"] = "day",
        ["w"] = "week",
        ["mo"] = "month",
        ["y"] = "year",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The words that a unit puts behind a name: <c>By/s</c> is bytes and per_second. A part in braces says nothing.</summary>
    public static (string Unit, string Per) Words(string unit)
    {
        string[] parts = unit.Split('/', 2);
        string main = parts[0].Trim();
        string per = parts.Length > 1 ? parts[1].Trim() : "";
        string mainWord = main.Contains('{', StringComparison.Ordinal) ? "" : Clean(Units.GetValueOrDefault(main, main));
        string perWord = per.Length == 0 || per.Contains('{', StringComparison.Ordinal) ? "" : Clean(PerUnits.GetValueOrDefault(per, per));
        return (mainWord, perWord.Length == 0 ? "" : "per_" + perWord);
    }

    private static string Clean(string word) => string.Join('_', OtlpNames.Tokens(word));
}
