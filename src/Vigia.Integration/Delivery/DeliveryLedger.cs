using Vigia.Instrumentation.Metrics;

namespace Vigia.Integration.Delivery;

/// <summary>
/// Remembers which destinations already have a message that another one still lacks, so that a retry repeats only what
/// failed. It lives in memory: after a restart, or past its cap, a retry delivers to all of them again. Thread safe.
/// </summary>
internal sealed class DeliveryLedger(MetricRegistry registry)
{
    /// <summary>Messages remembered; the oldest goes first.</summary>
    public const int Capacity = 10_000;

    private readonly Counter _evicted = registry.CreateCounter(
        "delivery_ledger_evictions_total", "Total de entregas parciais esquecidas por falta de espaço");

    private readonly Lock _lock = new();
    private readonly Dictionary<string, LinkedListNode<Entry>> _entries = new(StringComparer.Ordinal);
    private readonly LinkedList<Entry> _byAge = new();

    /// <summary>Whether a destination of a route has the message.</summary>
    public bool Has(string messageId, string route, string destination)
    {
        lock (_lock)
        {
            return _entries.TryGetValue(messageId, out LinkedListNode<Entry>? node) && node.Value.Done.Contains((route, destination));
        }
    }

    public void Add(string messageId, string route, string destination)
    {
        lock (_lock)
        {
            if (!_entries.TryGetValue(messageId, out LinkedListNode<Entry>? node))
            {
                if (_entries.Count >= Capacity)
                {
                    _entries.Remove(_byAge.First!.Value.MessageId);
                    _byAge.RemoveFirst();
                    _evicted.Increment();
                }

                node = _byAge.AddLast(new Entry(messageId, []));
                _entries.Add(messageId, node);
            }

            node.Value.Done.Add((route, destination));
        }
    }

    /// <summary>The message is done or dead: what it is replayed for later goes to every destination.</summary>
    public void Forget(string messageId)
    {
        lock (_lock)
        {
            if (_entries.Remove(messageId, out LinkedListNode<Entry>? node))
            {
                _byAge.Remove(node);
            }
        }
    }

    private sealed record Entry(string MessageId, HashSet<(string Route, string Destination)> Done);
}
