namespace Vigia.Server.Notifications.Silences;

/// <summary>What a silence is at a moment.</summary>
public enum SilenceState
{
    /// <summary>It holds.</summary>
    Active,

    /// <summary>It will hold.</summary>
    Pending,

    /// <summary>It held.</summary>
    Expired,
}
