using Vigia.Model.Labels;
using Vigia.Storage.Metrics.Administration;

namespace Vigia.Storage.Metrics.Head;

internal sealed partial class SeriesHead
{
    /// <summary>What there is, and the first of each list by count.</summary>
    public HeadStatistics Statistics(int limit)
    {
        var byMetric = new Ranking(limit);
        var values = new Ranking(limit);
        var bytes = new Ranking(limit);
        var byPair = new Ranking(limit);
        int pairs = 0;
        lock (_lock)
        {
            foreach (LabelNameEntry entry in _pairs.Names)
            {
                long length = 0;
                foreach ((string value, uint number) in entry.Values)
                {
                    int count = _pairs[number].Count;
                    length += value.Length;
                    pairs++;
                    byPair.Offer(count, entry.Name, value);
                    if (entry.Name == LabelNames.MetricName)
                    {
                        byMetric.Offer(count, value, null);
                    }
                }

                values.Offer(entry.Values.Count, entry.Name, null);
                bytes.Offer(length, entry.Name, null);
            }
        }

        (long chunks, long chunkBytes, long maxTime) = (0, 0, long.MinValue);
        foreach (HeadStripe? stripe in Stripes)
        {
            if (stripe is not null)
            {
                lock (stripe.Lock)
                {
                    chunks += stripe.Chunks + stripe.HistogramChunks;
                    chunkBytes += stripe.ChunkBytes;
                    maxTime = Math.Max(maxTime, stripe.MaxTime);
                }
            }
        }

        return new HeadStatistics
        {
            Series = Count,
            LabelPairs = pairs,
            Chunks = chunks,
            ChunkBytes = chunkBytes,
            MinTime = FirstTimeFrom(long.MinValue),
            MaxTime = maxTime,
            SeriesByMetricName = byMetric.Ordered(),
            ValuesByLabelName = values.Ordered(),
            BytesByLabelName = bytes.Ordered(),
            SeriesByLabelPair = byPair.Ordered(),
        };
    }

    /// <summary>The names with the highest counts.</summary>
    private sealed class Ranking(int limit)
    {
        private readonly PriorityQueue<(string Name, string? Value), long> _names = new();

        public void Offer(long count, string name, string? value)
        {
            if (count == 0)
            {
                return;
            }

            if (_names.Count < limit)
            {
                _names.Enqueue((name, value), count);
            }
            else
            {
                _names.EnqueueDequeue((name, value), count);
            }
        }

        public IReadOnlyList<CountedName> Ordered() =>
        [
            .. _names.UnorderedItems
                .Select(static item => new CountedName(item.Element.Value is null ? item.Element.Name : $"{item.Element.Name}={item.Element.Value}", item.Priority))
                .OrderByDescending(static item => item.Count)
                .ThenBy(static item => item.Name, StringComparer.Ordinal),
        ];
    }
}
