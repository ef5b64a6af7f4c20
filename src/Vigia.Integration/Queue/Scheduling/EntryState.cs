namespace Vigia.Integration.Queue.Scheduling;

/// <summary>Where an unfinished message stands in the scheduler.</summary>
internal enum EntryState
{
    /// <summary>May be lent at once.</summary>
    Ready,

    /// <summary>Behind another message with its partition key.</summary>
    Held,

    /// <summary>Lent to a worker.</summary>
    Leased,

    /// <summary>Waits for its next attempt's time.</summary>
    Retrying,
}
