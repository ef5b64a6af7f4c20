namespace Vigia.Server.Notifications.Silences;

/// <summary>A silence is refused, or there is none of that id.</summary>
public sealed class SilenceException(string message, bool isMissing = false) : Exception(message)
{
    /// <summary>Whether there is none of that id.</summary>
    public bool IsMissing { get; } = isMissing;
}
