using System.Collections.Concurrent;

namespace Vigia.Process.Tests.Kill;

/// <summary>What the clients know: which messages they sent, and which of those were acknowledged. Thread safe.</summary>
internal sealed class Ledger
{
    private readonly ConcurrentDictionary<string, bool> _messages = new(StringComparer.Ordinal);
    private int _acknowledged;
    private int _next;

    public int Acknowledged => Volatile.Read(ref _acknowledged);

    public ICollection<string> All => _messages.Keys;

    public IEnumerable<string> Unacknowledged => _messages.Where(entry => !entry.Value).Select(entry => entry.Key);

    /// <summary>A new id, noted as sent before a byte of it leaves.</summary>
    public string Begin(string protocol)
    {
        string id = $"{protocol}-{Interlocked.Increment(ref _next):000000}";
        _messages[id] = false;
        return id;
    }

    public void Acknowledge(string id)
    {
        if (_messages.TryUpdate(id, true, false))
        {
            Interlocked.Increment(ref _acknowledged);
        }
    }
}
