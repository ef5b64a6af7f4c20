namespace Vigia.Server.Access;

/// <summary>Sessions, audit and the anonymous viewer. Section <c>Monitor:Access</c>.</summary>
internal sealed class AccessOptions
{
    /// <summary>A session that is not used for so long is over.</summary>
    public TimeSpan SessionIdle { get; set; } = TimeSpan.FromHours(12);

    /// <summary>A session is over so long after the login, used or not.</summary>
    public TimeSpan SessionLifetime { get; set; } = TimeSpan.FromDays(7);

    /// <summary>Sessions of one user; at one more, the one that was not used for the longest time ends.</summary>
    public int MaxSessionsPerUser { get; set; } = 20;

    /// <summary>Sessions of all users; at one more, the one that was not used for the longest time ends.</summary>
    public int MaxSessions { get; set; } = 2000;

    /// <summary>Whether whoever can reach the monitor may look at the console and query metrics without a login.</summary>
    public bool AnonymousViewer { get; set; }

    /// <summary>How long entries of the audit are kept.</summary>
    public TimeSpan AuditRetention { get; set; } = TimeSpan.FromDays(365);

    /// <summary>Entries of the audit beyond which the oldest go.</summary>
    public int AuditMaxEntries { get; set; } = 100_000;
}
