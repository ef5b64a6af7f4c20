using System.Collections.Concurrent;

namespace Vigia.Process.Tests.PowerCut;

/// <summary>What callers were told, message by message. Thread safe.</summary>
internal sealed class Ledger
{
    /// <summary>Acknowledged ids, with their idempotency keys.</summary>
    public ConcurrentDictionary<string, string> Accepted { get; } = new();

    /// <summary>Ids that a worker was told are complete.</summary>
    public ConcurrentDictionary<string, bool> Completed { get; } = new();

    /// <summary>Ids that a worker was told are dead letters.</summary>
    public ConcurrentDictionary<string, bool> Buried { get; } = new();
}
