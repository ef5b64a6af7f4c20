namespace Vigia.Integration.Messages;

/// <summary>What became of the wish to retry a message before its time.</summary>
internal enum HastenOutcome
{
    /// <summary>It is ready for its next attempt.</summary>
    Ready,

    /// <summary>There is no message with this id.</summary>
    Missing,

    /// <summary>It does not wait for a retry.</summary>
    NotRetrying,
}
