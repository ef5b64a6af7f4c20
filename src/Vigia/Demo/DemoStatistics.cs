using Vigia.Demo.Clients;
using Vigia.Demo.Traffic;

namespace Vigia.Demo;

/// <summary>Counts what the demo's clients see. Thread safe.</summary>
internal sealed class DemoStatistics
{
    // Reasons are the protocols' own codes; more than this many different ones would be a fault of the demo.
    private const int MaxReasons = 100;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Row> _rows = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> _reasons = new(StringComparer.Ordinal);

    public DemoStatistics(IEnumerable<string> protocols)
    {
        foreach (string protocol in protocols)
        {
            _rows[protocol] = new Row();
        }
    }

    /// <summary>Turns that no client had time for.</summary>
    public long Skipped { get; private set; }

    public void Skip()
    {
        lock (_lock)
        {
            Skipped++;
        }
    }

    public void Record(string protocol, TrafficKind kind, SendResult result, TimeSpan latency)
    {
        lock (_lock)
        {
            Row row = _rows[protocol];
            row.Sent++;
            switch (result.Outcome)
            {
                case SendOutcome.Acknowledged:
                    row.Acknowledged += Math.Max(1, result.Ids.Count);
                    row.Latencies.Add(latency);
                    break;
                case SendOutcome.Rejected:
                    row.Rejected++;
                    break;
                default:
                    row.Failed++;
                    break;
            }

            if (result.Reason is { } reason)
            {
                string name = $"{protocol} {kind}: {reason}";
                if (_reasons.TryGetValue(name, out long count) || _reasons.Count < MaxReasons)
                {
                    _reasons[name] = count + 1;
                }
            }
        }
    }

    public IReadOnlyList<ProtocolTally> Protocols()
    {
        lock (_lock)
        {
            return
            [
                .. _rows.Select(pair => new ProtocolTally(
                    pair.Key,
                    pair.Value.Sent,
                    pair.Value.Acknowledged,
                    pair.Value.Rejected,
                    pair.Value.Failed,
                    pair.Value.Latencies.Quantile(0.5),
                    pair.Value.Latencies.Quantile(0.95))),
            ];
        }
    }

    /// <summary>How often each reason came, by name.</summary>
    public IReadOnlyList<KeyValuePair<string, long>> Reasons()
    {
        lock (_lock)
        {
            return [.. _reasons];
        }
    }

    private sealed class Row
    {
        public long Sent { get; set; }

        public long Acknowledged { get; set; }

        public long Rejected { get; set; }

        public long Failed { get; set; }

        public LatencyWindow Latencies { get; } = new();
    }
}
