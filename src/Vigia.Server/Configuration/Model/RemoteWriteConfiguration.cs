using Vigia.Server.Relabeling;

namespace Vigia.Server.Configuration.Model;

/// <summary>An element of <c>remote_write</c>.</summary>
internal sealed record RemoteWriteConfiguration
{
    public required Uri Address { get; init; }

    /// <summary>How metrics and logs name it; the address' host and port where it has no name.</summary>
    public required string Name { get; init; }

    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether messages are of remote write 2.0.</summary>
    public bool IsVersion2 { get; init; }

    public bool SendExemplars { get; init; }

    public bool SendNativeHistograms { get; init; }

    public HttpClientConfiguration Client { get; init; } = new() { EnableHttp2 = false };

    public IReadOnlyList<RelabelRule> RelabelRules { get; init; } = [];

    public QueueConfiguration Queue { get; init; } = new();

    public MetadataConfiguration Metadata { get; init; } = new();
}
