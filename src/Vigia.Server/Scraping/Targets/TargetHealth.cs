namespace Vigia.Server.Scraping.Targets;

/// <summary>How a target's last scrape went.</summary>
internal enum TargetHealth
{
    /// <summary>There was none yet.</summary>
    Unknown,

    /// <summary>Well.</summary>
    Up,

    /// <summary>It failed.</summary>
    Down,
}
