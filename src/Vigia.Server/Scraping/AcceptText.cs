using System.Globalization;
using Vigia.Server.Configuration.Model;

namespace Vigia.Server.Scraping;

/// <summary>The <c>Accept</c> header of a scrape, as Prometheus writes it, and what an answer's <c>Content-Type</c> means.</summary>
internal static class AcceptText
{
    private static readonly int HighestWeight = ScrapeProtocols.ByName.Count + 1;

    public static string Write(IReadOnlyList<ScrapeProtocol> protocols, string escaping)
    {
        int weight = HighestWeight;
        var parts = new List<string>(protocols.Count + 1);
        foreach (ScrapeProtocol protocol in protocols)
        {
            string escapes = protocol is ScrapeProtocol.Text100 or ScrapeProtocol.OpenMetrics100 ? ";escaping=" + escaping : "";
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"{MediaType(protocol)}{escapes};q=0.{weight--}"));
        }

        parts.Add(string.Create(CultureInfo.InvariantCulture, $"*/*;q=0.{weight}"));
        return string.Join(',', parts);
    }

    /// <summary>How to read an answer.</summary>
    /// <param name="contentType">The header; "" where there is none.</param>
    /// <param name="fallback">What the job says for an answer that has none, or an unknown one.</param>
    /// <exception cref="ScrapeException">It cannot be told.</exception>
    public static Cache.ScrapeFormat Format(string contentType, ScrapeProtocol? fallback)
    {
        string[] parts = contentType.Split(';', StringSplitOptions.TrimEntries);
        switch (parts[0].ToLowerInvariant())
        {
            case "text/plain":
                return Cache.ScrapeFormat.Text;
            case "application/openmetrics-text":
                return Cache.ScrapeFormat.OpenMetrics;
            case "application/vnd.google.protobuf"
                when Has(parts, "proto", "io.prometheus.client.MetricFamily") && Has(parts, "encoding", "delimited"):
                return Cache.ScrapeFormat.Protobuf;
        }

        return fallback switch
        {
            ScrapeProtocol.Protobuf => Cache.ScrapeFormat.Protobuf,
            ScrapeProtocol.OpenMetrics001 or ScrapeProtocol.OpenMetrics100 => Cache.ScrapeFormat.OpenMetrics,
            ScrapeProtocol.Text004 or ScrapeProtocol.Text100 => Cache.ScrapeFormat.Text,
            _ => throw new ScrapeException(
                contentType.Length == 0
                    ? "non-compliant scrape target sending blank Content-Type and no fallback_scrape_protocol specified for target"
                    : $"received unsupported Content-Type \"{contentType}\" and no fallback_scrape_protocol specified for target"),
        };
    }

    private static string MediaType(ScrapeProtocol protocol) => protocol switch
    {
        ScrapeProtocol.Protobuf => "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited",
        ScrapeProtocol.Text004 => "text/plain;version=0.0.4",
        ScrapeProtocol.Text100 => "text/plain;version=1.0.0",
        ScrapeProtocol.OpenMetrics001 => "application/openmetrics-text;version=0.0.1",
        _ => "application/openmetrics-text;version=1.0.0",
    };

    private static bool Has(string[] parts, string name, string value) =>
        Array.Exists(parts, part => part.Split('=', 2) is [var key, var given] && key.Trim().Equals(name, StringComparison.OrdinalIgnoreCase) && given.Trim('"', ' ') == value);
}
