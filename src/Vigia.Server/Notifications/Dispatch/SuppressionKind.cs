namespace Vigia.Server.Notifications.Dispatch;

/// <summary>What keeps an alert back.</summary>
public enum SuppressionKind
{
    /// <summary>Another alert.</summary>
    Inhibited,

    /// <summary>A silence.</summary>
    Silenced,

    /// <summary>The route is muted at this time.</summary>
    Muted,

    /// <summary>The route is active at other times only.</summary>
    Inactive,

    /// <summary>Somebody has taken it on.</summary>
    Acknowledged,
}
