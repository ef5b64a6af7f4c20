namespace Vigia.Server.Configuration.Model;

/// <summary><c>metadata_config</c>.</summary>
internal sealed record MetadataConfiguration
{
    public bool Send { get; init; } = true;

    public TimeSpan SendInterval { get; init; } = TimeSpan.FromMinutes(1);

    public int MaxSamplesPerSend { get; init; } = 2000;
}
