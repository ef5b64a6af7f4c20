using System.Text;
using Vigia.Server.Configuration.Model;

namespace Vigia.Server.Ingest.Otlp;

/// <summary>Names of OpenTelemetry's metrics and attributes as Prometheus' metrics and labels, by the strategies of <c>translation_strategy</c>.</summary>
/// <remarks>https://opentelemetry.io/docs/specs/otel/compatibility/prometheus_and_openmetrics/.</remarks>
internal static class OtlpNames
{
    /// <summary>A metric's name.</summary>
    /// <param name="name">As it came.</param>
    /// <param name="unit">Its unit, in UCUM.</param>
    /// <param name="isCounter">Whether it only grows.</param>
    /// <param name="isGauge">Whether it is a gauge: of one without a dimension, a ratio.</param>
    /// <param name="configuration">The strategy.</param>
    public static string Metric(string name, string unit, bool isCounter, bool isGauge, OtlpConfiguration configuration)
    {
        if (!configuration.AddsSuffixes)
        {
            return configuration.EscapesNames ? Escape(name, allowColon: true) : name;
        }

        if (!configuration.EscapesNames)
        {
            return WithSuffixes(name, unit, isCounter, isGauge);
        }

        var tokens = Tokens(name);
        (string main, string per) = OtlpUnits.Words(unit);
        Append(tokens, main);
        Append(tokens, per);
        if (isCounter)
        {
            tokens.RemoveAll(static token => token == "total");
            tokens.Add("total");
        }

        if (isGauge && unit == "1")
        {
            tokens.RemoveAll(static token => token == "ratio");
            tokens.Add("ratio");
        }

        string joined = string.Join('_', tokens);
        return joined.Length > 0 && char.IsAsciiDigit(joined[0]) ? "_" + joined : joined;
    }

    /// <summary>An attribute's name as a label's.</summary>
    public static string Label(string name, OtlpConfiguration configuration)
    {
        if (!configuration.EscapesNames || name.Length == 0)
        {
            return name;
        }

        string escaped = Escape(name, allowColon: false);
        return char.IsAsciiDigit(name[0]) ? "key_" + escaped.TrimStart('_') : escaped[0] == '_' && !escaped.StartsWith("__", StringComparison.Ordinal) ? "key" + escaped : escaped;
    }

    /// <summary>The words of a name: what stands between characters that a classic name cannot have, and underscores.</summary>
    public static List<string> Tokens(string name)
    {
        var tokens = new List<string>();
        int start = 0;
        for (int i = 0; i <= name.Length; i++)
        {
            if (i == name.Length || !(char.IsAsciiLetterOrDigit(name[i]) || name[i] == ':'))
            {
                if (i > start)
                {
                    tokens.Add(name[start..i]);
                }

                start = i + 1;
            }
        }

        return tokens;
    }

    private static void Append(List<string> tokens, string words)
    {
        // A name that says its unit already is not told it twice.
        foreach (string word in words.Split('_', StringSplitOptions.RemoveEmptyEntries))
        {
            if (word == "per" || !tokens.Contains(word))
            {
                tokens.Add(word);
            }
        }
    }

    private static string WithSuffixes(string name, string unit, bool isCounter, bool isGauge)
    {
        (string main, string per) = OtlpUnits.Words(unit);
        string result = name;
        if (isCounter && result.EndsWith("_total", StringComparison.Ordinal))
        {
            result = result[..^6];
        }

        foreach (string word in new[] { main, per })
        {
            if (word.Length > 0 && !result.EndsWith(word, StringComparison.Ordinal))
            {
                result += "_" + word;
            }
        }

        return isCounter ? result + "_total" : isGauge && unit == "1" && !result.EndsWith("_ratio", StringComparison.Ordinal) ? result + "_ratio" : result;
    }

    private static string Escape(string name, bool allowColon)
    {
        var text = new StringBuilder(name.Length + 1);
        if (name.Length > 0 && char.IsAsciiDigit(name[0]))
        {
            text.Append('_');
        }

        foreach (Rune rune in name.EnumerateRunes())
        {
            bool isKept = rune.IsAscii && (char.IsAsciiLetterOrDigit((char)rune.Value) || rune.Value == '_' || (allowColon && rune.Value == ':'));
            text.Append(isKept ? (char)rune.Value : '_');
        }

        return text.ToString();
    }
}
