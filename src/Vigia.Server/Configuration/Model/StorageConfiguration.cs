namespace Vigia.Server.Configuration.Model;

/// <summary><c>storage</c>. What is null is the store's own default.</summary>
internal sealed record StorageConfiguration
{
    /// <summary>How far behind a series' newest sample one may still come.</summary>
    public TimeSpan OutOfOrderWindow { get; init; }

    public TimeSpan? RetentionTime { get; init; }

    /// <summary>In bytes.</summary>
    public long? RetentionSize { get; init; }

    public long? MaxExemplars { get; init; }
}
