namespace Vigia.Integration.Queue;

internal enum EnqueueOutcome
{
    Queued,

    /// <summary>The same key or id with the same content is there already.</summary>
    Duplicate,

    /// <summary>The same key or id came with other content.</summary>
    KeyReused,

    /// <summary>The queue is at its depth.</summary>
    Full,
}
