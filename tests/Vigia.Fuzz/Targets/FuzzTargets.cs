using Vigia.Server.Scraping.Cache;

namespace Vigia.Fuzz.Targets;

/// <summary>Every target there is.</summary>
internal static class FuzzTargets
{
    public static IReadOnlyList<IFuzzTarget> All { get; } =
    [
        new HttpEnvelopeTarget(),
        new WebSocketFrameTarget(),
        new MqttPacketTarget(),
        new MqttPublishTarget(),
        new CredentialsTarget(),
        new TraceContextTarget(),
        new AcceptHeaderTarget(),
        new MappingTemplateTarget(),
        new LogLineTarget(),
        new PromqlTarget(),
        new MetricChunkTarget(),
        new MetricRecordsTarget(),
        new JournalSegmentTarget(),
        new MetricBlockTarget(),
        new ExpositionTarget("exposition-text", ScrapeFormat.Text),
        new ExpositionTarget("exposition-openmetrics", ScrapeFormat.OpenMetrics),
        new ExpositionTarget("exposition-protobuf", ScrapeFormat.Protobuf),
        new RemoteWriteTarget("remote-write-1", isVersion2: false),
        new RemoteWriteTarget("remote-write-2", isVersion2: true),
        new RemoteReadTarget(),
        new OtlpMetricsTarget("otlp-metrics", isJson: false),
        new OtlpMetricsTarget("otlp-metrics-json", isJson: true),
        new AlertTemplateTarget(),
        new RuleFileTarget(),
        new AlertMatchersTarget(),
        new AlertmanagerFileTarget(),
    ];
}
