using Vigia.Demo.Alerts;

namespace Vigia.Demo;

/// <summary>A demo at one moment.</summary>
/// <param name="Elapsed">Since the clients started.</param>
/// <param name="Protocols">What the clients saw.</param>
/// <param name="Module">The module's own figures; null where it did not answer.</param>
internal sealed record DemoProgress(TimeSpan Elapsed, IReadOnlyList<ProtocolTally> Protocols, ModuleReading? Module)
{
    /// <summary>What alerts did and who was told, oldest first.</summary>
    public IReadOnlyList<AlertLine> Alerts { get; init; } = [];

    /// <summary>Why turns were not acknowledged, and how often; only at the end.</summary>
    public IReadOnlyList<KeyValuePair<string, long>> Reasons { get; init; } = [];

    /// <summary>Turns that no client had time for; only at the end.</summary>
    public long Skipped { get; init; }

    public long Sent => Protocols.Sum(protocol => protocol.Sent);

    public long Acknowledged => Protocols.Sum(protocol => protocol.Acknowledged);
}
