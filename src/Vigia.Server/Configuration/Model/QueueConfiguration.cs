namespace Vigia.Server.Configuration.Model;

/// <summary><c>queue_config</c>: how samples wait and leave.</summary>
internal sealed record QueueConfiguration
{
    /// <summary>Samples that may wait in one shard.</summary>
    public int Capacity { get; init; } = 10_000;

    public int MinShards { get; init; } = 1;

    public int MaxShards { get; init; } = 50;

    public int MaxSamplesPerSend { get; init; } = 2000;

    /// <summary>How long a batch waits to fill.</summary>
    public TimeSpan BatchSendDeadline { get; init; } = TimeSpan.FromSeconds(5);

    public TimeSpan MinBackoff { get; init; } = TimeSpan.FromMilliseconds(30);

    public TimeSpan MaxBackoff { get; init; } = TimeSpan.FromSeconds(5);

    public bool RetryOnRateLimit { get; init; }

    /// <summary>Samples older than this are not sent; 0 sends all.</summary>
    public TimeSpan SampleAgeLimit { get; init; }
}
