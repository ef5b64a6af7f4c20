using System.Globalization;
using Microsoft.Extensions.Primitives;

namespace Vigia.Instrumentation.Metrics.Exposition;

/// <summary>Content negotiation (RFC 9110, 12.5) as far as a metrics endpoint needs it. Allocates nothing.</summary>
internal static class AcceptHeader
{
    /// <summary>The format with the highest quality. Where nothing fits, or nothing is asked for, text 0.0.4.</summary>
    public static ExpositionFormat ChooseFormat(StringValues accept)
    {
        // Qualities as named; a wildcard counts only for what is not named.
        double text = -1;
        double open = -1;
        double wildcard = -1;
        bool openFirst = false;
        foreach (string? header in accept)
        {
            ReadOnlySpan<char> rest = header;
            while (!rest.IsEmpty)
            {
                ReadOnlySpan<char> range = Next(ref rest, ',');
                ReadOnlySpan<char> type = Next(ref range, ';').Trim();
                double quality = Parameters(range, out ReadOnlySpan<char> version);
                if (Is(type, "application/openmetrics-text") && (version.IsEmpty || version.SequenceEqual("1.0.0")))
                {
                    openFirst |= text < 0;
                    open = Math.Max(open, quality);
                }
                else if (Is(type, "text/plain") && (version.IsEmpty || version.SequenceEqual("0.0.4")))
                {
                    text = Math.Max(text, quality);
                }
                else if (Is(type, "text/*") || Is(type, "*/*"))
                {
                    wildcard = Math.Max(wildcard, quality);
                }
            }
        }

        text = text < 0 ? wildcard : text;
        return open > 0 && (open > text || (open == text && openFirst)) ? ExpositionFormat.OpenMetricsText : ExpositionFormat.PrometheusText;
    }

    /// <summary>Whether gzip may be used: named (or covered by <c>*</c>) with a quality above 0.</summary>
    public static bool AllowsGzip(StringValues acceptEncoding)
    {
        double gzip = -1;
        double wildcard = -1;
        foreach (string? header in acceptEncoding)
        {
            ReadOnlySpan<char> rest = header;
            while (!rest.IsEmpty)
            {
                ReadOnlySpan<char> range = Next(ref rest, ',');
                ReadOnlySpan<char> coding = Next(ref range, ';').Trim();
                double quality = Parameters(range, out _);
                if (Is(coding, "gzip") || Is(coding, "x-gzip"))
                {
                    gzip = Math.Max(gzip, quality);
                }
                else if (coding is "*")
                {
                    wildcard = Math.Max(wildcard, quality);
                }
            }
        }

        return gzip < 0 ? wildcard > 0 : gzip > 0;
    }

    private static double Parameters(ReadOnlySpan<char> parameters, out ReadOnlySpan<char> version)
    {
        version = default;
        double quality = 1;
        while (!parameters.IsEmpty)
        {
            ReadOnlySpan<char> value = Next(ref parameters, ';');
            ReadOnlySpan<char> name = Next(ref value, '=').Trim();
            value = value.Trim().Trim('"');
            if (Is(name, "version"))
            {
                version = value;
            }
            else if (Is(name, "q"))
            {
                // A quality that cannot be read asks for nothing.
                quality = double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double given)
                    ? Math.Clamp(given, 0, 1)
                    : 0;
            }
        }

        return quality;
    }

    private static ReadOnlySpan<char> Next(scoped ref ReadOnlySpan<char> rest, char separator)
    {
        int end = rest.IndexOf(separator);
        ReadOnlySpan<char> part = end < 0 ? rest : rest[..end];
        rest = end < 0 ? default : rest[(end + 1)..];
        return part;
    }

    private static bool Is(ReadOnlySpan<char> given, ReadOnlySpan<char> name) => given.Equals(name, StringComparison.OrdinalIgnoreCase);
}
