namespace Vigia.Server.Notifications.History;

/// <summary>What an entry of the history tells. The numbers stand in the file.</summary>
public enum HistoryKind
{
    /// <summary>An alert began to fire.</summary>
    AlertFiring = 1,

    /// <summary>An alert resolved, or was no longer heard of.</summary>
    AlertResolved = 2,

    /// <summary>A notice was taken by the other side.</summary>
    NotificationSent = 3,

    /// <summary>An attempt to send a notice failed.</summary>
    NotificationFailed = 4,

    /// <summary>A notice of an alert was kept back.</summary>
    Suppressed = 5,

    /// <summary>A silence was made.</summary>
    SilenceCreated = 6,

    /// <summary>A silence was changed.</summary>
    SilenceChanged = 7,

    /// <summary>A silence ended.</summary>
    SilenceExpired = 8,

    /// <summary>Somebody took an alert on.</summary>
    Acknowledged = 9,

    /// <summary>An acknowledgement ended.</summary>
    AcknowledgementEnded = 10,

    /// <summary>Somebody tried a receiver.</summary>
    ReceiverTested = 11,
}
