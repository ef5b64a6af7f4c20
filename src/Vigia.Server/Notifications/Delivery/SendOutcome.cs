namespace Vigia.Server.Notifications.Delivery;

/// <summary>Whether an attempt is done.</summary>
public enum SendOutcome
{
    /// <summary>The other side has it.</summary>
    Sent,

    /// <summary>It may work later.</summary>
    Retry,

    /// <summary>It would fail again.</summary>
    Failed,
}
