namespace Vigia.Integration.Queue;

/// <summary>
/// The queue's disk cannot take the change (full, failing) or the queue has stopped: nothing was changed, the caller may
/// try again later.
/// </summary>
internal sealed class QueueUnavailableException(string message, Exception? innerException = null) : Exception(message, innerException);
