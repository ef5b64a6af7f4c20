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
    ];
}
