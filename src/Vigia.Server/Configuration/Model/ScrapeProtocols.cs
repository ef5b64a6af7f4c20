using System.Collections.Frozen;

namespace Vigia.Server.Configuration.Model;

/// <summary>The protocols' names and orders.</summary>
internal static class ScrapeProtocols
{
    /// <summary>By their names in the file.</summary>
    public static readonly FrozenDictionary<string, ScrapeProtocol> ByName = new Dictionary<string, ScrapeProtocol>(StringComparer.Ordinal)
    {
        ["PrometheusProto"] = ScrapeProtocol.Protobuf,
        ["PrometheusText0.0.4"] = ScrapeProtocol.Text004,
        ["PrometheusText1.0.0"] = ScrapeProtocol.Text100,
        ["OpenMetricsText0.0.1"] = ScrapeProtocol.OpenMetrics001,
        ["OpenMetricsText1.0.0"] = ScrapeProtocol.OpenMetrics100,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>What is asked for by default, the most wanted first.</summary>
    public static readonly IReadOnlyList<ScrapeProtocol> Default =
        [ScrapeProtocol.OpenMetrics100, ScrapeProtocol.OpenMetrics001, ScrapeProtocol.Text100, ScrapeProtocol.Text004];

    /// <summary>The same where native histograms are wanted.</summary>
    public static readonly IReadOnlyList<ScrapeProtocol> WithNativeHistograms = [ScrapeProtocol.Protobuf, .. Default];
}
