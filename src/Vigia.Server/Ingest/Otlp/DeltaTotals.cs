using Vigia.Model.Metrics;

namespace Vigia.Server.Ingest.Otlp;

/// <summary>
/// Totals of sums that are sent as deltas. Bounded: a total that was not added to for long is forgotten, and where there is no room a new one is
/// refused. A point that comes twice is added once. Safe from any thread.
/// </summary>
internal sealed class DeltaTotals(OtlpOptions options, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<SeriesRef, Total> _totals = [];

    /// <summary>How many totals are kept.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _totals.Count;
            }
        }
    }

    /// <summary>Adds a delta and gives the total; the error where it cannot be.</summary>
    public string? TryAdd(SeriesRef series, long timestamp, double delta, out double total)
    {
        long now = time.GetTimestamp();
        lock (_gate)
        {
            if (_totals.TryGetValue(series, out Total known))
            {
                total = known.Value;
                if (timestamp == known.Timestamp)
                {
                    return null;
                }

                if (timestamp < known.Timestamp)
                {
                    return "a delta is older than one that was added already";
                }
            }
            else if (_totals.Count >= options.MaxDeltaSeries && !Forget(now))
            {
                total = 0;
                return $"more than {options.MaxDeltaSeries} series are sent as deltas; send them as cumulative sums";
            }

            total = known.Value + delta;
            _totals[series] = new Total(total, timestamp, now);
            return null;
        }
    }

    private bool Forget(long now)
    {
        foreach ((SeriesRef series, Total total) in _totals)
        {
            if (time.GetElapsedTime(total.Touched, now) > options.DeltaStateAge)
            {
                _totals.Remove(series);
            }
        }

        return _totals.Count < options.MaxDeltaSeries;
    }

    private readonly record struct Total(double Value, long Timestamp, long Touched);
}
