namespace Vigia.Server.Access;

/// <summary>What a caller may do at the monitor. Each is also the name of an authorization policy that asks for it.</summary>
public static class AccessScopes
{
    /// <summary>Query metrics and their metadata; see targets, rules and status.</summary>
    public const string ReadMetrics = "metrics:read";

    /// <summary>Send metrics: remote write, OTLP.</summary>
    public const string WriteMetrics = "metrics:write";

    /// <summary>Send alerts; make and end silences and acknowledgements; send test notices.</summary>
    public const string WriteAlerts = "alerts:write";

    /// <summary>See the console: its pages, and what they show beside metrics and messages.</summary>
    public const string ReadConsole = "console:read";

    /// <summary>Change what users change in the console: dashboards, rules.</summary>
    public const string WriteConsole = "console:write";

    /// <summary>See messages and dead letters of the module.</summary>
    public const string ReadMessages = "messages:read";

    /// <summary>Replay, edit and discard messages and dead letters.</summary>
    public const string WriteMessages = "messages:write";

    /// <summary>Users, tokens, sessions, the audit; reload, delete, snapshot, end queries of others, stop. Holds every other scope too.</summary>
    public const string Admin = "admin";

    /// <summary>Every scope.</summary>
    public static readonly IReadOnlyList<string> All = [ReadMetrics, WriteMetrics, WriteAlerts, ReadConsole, WriteConsole, ReadMessages, WriteMessages, Admin];
}
