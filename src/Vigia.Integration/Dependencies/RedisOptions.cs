namespace Vigia.Integration.Dependencies;

/// <summary>The Redis that is watched. Section <c>Dependencies:Redis</c>.</summary>
internal sealed class RedisOptions
{
    /// <summary>StackExchange.Redis' form: <c>host:port,password=…,ssl=true</c>. Empty: not configured.</summary>
    public string ConnectionString { get; set; } = "";

    /// <summary>Whether the module counts as unhealthy and not ready without it. It does its own work without Redis, so by default it counts as degraded.</summary>
    public bool Critical { get; set; }

    /// <summary>From which share of <c>maxmemory</c> on the memory is degraded. Above 0, at most 1.</summary>
    public double MemoryWarningRatio { get; set; } = 0.9;

    /// <summary>From which share of <c>maxclients</c> on the clients are degraded. Above 0, at most 1.</summary>
    public double ClientsWarningRatio { get; set; } = 0.9;

    public bool IsConfigured => !string.IsNullOrWhiteSpace(ConnectionString);
}
