namespace Vigia.Server.Access;

/// <summary>What a token's holder may do at the monitor.</summary>
public static class AccessScopes
{
    /// <summary>Query metrics and their metadata; see targets, rules and status.</summary>
    public const string ReadMetrics = "metrics:read";

    /// <summary>Send metrics: remote write, OTLP.</summary>
    public const string WriteMetrics = "metrics:write";

    /// <summary>Send alerts; make and end silences and acknowledgements; send test notices.</summary>
    public const string WriteAlerts = "alerts:write";

    /// <summary>Reload, delete, snapshot, end queries of others, stop. Holds every other scope too.</summary>
    public const string Admin = "admin";

    /// <summary>Every scope.</summary>
    public static readonly IReadOnlyList<string> All = [ReadMetrics, WriteMetrics, WriteAlerts, Admin];
}
