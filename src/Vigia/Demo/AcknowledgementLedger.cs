namespace Vigia.Demo;

/// <summary>
/// The senders' own record of what was acknowledged, compared with what the module keeps. Holds only what was not found
/// yet, and at most 200,000 of those. Thread safe.
/// </summary>
internal sealed class AcknowledgementLedger(ModuleObserver module, TimeProvider time)
{
    private const int Capacity = 200_000;

    // The module's time of receipt lies a little before the acknowledgement, so that windows must overlap.
    private static readonly TimeSpan Overlap = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, DateTimeOffset> _pending = new(StringComparer.Ordinal);
    private readonly List<string> _missing = [];

    /// <summary>Acknowledged messages that the module has.</summary>
    public long Found { get; private set; }

    /// <summary>Acknowledged messages that came when the ledger was full, so nobody looked for them.</summary>
    public long Unchecked { get; private set; }

    /// <summary>Acknowledged messages that the module does not have.</summary>
    public IReadOnlyList<string> Missing
    {
        get
        {
            lock (_lock)
            {
                return [.. _missing];
            }
        }
    }

    public void Add(IEnumerable<string> ids)
    {
        DateTimeOffset now = time.GetUtcNow();
        lock (_lock)
        {
            foreach (string id in ids)
            {
                if (_pending.Count < Capacity || _pending.ContainsKey(id))
                {
                    _pending[id] = now;
                }
                else
                {
                    Unchecked++;
                }
            }
        }
    }

    /// <summary>Looks for everything that was acknowledged until now.</summary>
    public async Task CompareAsync(CancellationToken cancellationToken)
    {
        KeyValuePair<string, DateTimeOffset>[] pending;
        lock (_lock)
        {
            pending = [.. _pending];
        }

        if (pending.Length == 0)
        {
            return;
        }

        DateTimeOffset from = pending.Min(entry => entry.Value) - Overlap;
        HashSet<string> kept = await module.ListAsync(from, time.GetUtcNow() + Overlap, cancellationToken);
        foreach ((string id, _) in pending)
        {
            bool found = kept.Contains(id) || await module.ExistsAsync(id, cancellationToken);
            lock (_lock)
            {
                _pending.Remove(id);
                if (found)
                {
                    Found++;
                }
                else
                {
                    _missing.Add(id);
                }
            }
        }
    }
}
