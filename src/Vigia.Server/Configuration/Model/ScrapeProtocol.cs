namespace Vigia.Server.Configuration.Model;

/// <summary>A format that a scrape asks for.</summary>
internal enum ScrapeProtocol
{
    /// <summary><c>PrometheusProto</c>: protobuf, the only one with native histograms.</summary>
    Protobuf,

    /// <summary><c>PrometheusText0.0.4</c>.</summary>
    Text004,

    /// <summary><c>PrometheusText1.0.0</c>: as 0.0.4, names in UTF-8 agreed on.</summary>
    Text100,

    /// <summary><c>OpenMetricsText0.0.1</c>.</summary>
    OpenMetrics001,

    /// <summary><c>OpenMetricsText1.0.0</c>.</summary>
    OpenMetrics100,
}
