using System.Collections.Concurrent;
using Vigia.Model.Metrics;

namespace Vigia.Server.RemoteWrite;

/// <summary>What families say of themselves, as it was heard last. Safe from any thread.</summary>
internal sealed class OutgoingMetadata
{
    // More families than a program makes known; further ones are sent without.
    private const int MaxFamilies = 100_000;

    private readonly ConcurrentDictionary<string, MetricMetadata> _families = new(StringComparer.Ordinal);
    private int _count;

    public IReadOnlyCollection<KeyValuePair<string, MetricMetadata>> Families => [.. _families];

    public void Set(string family, MetricMetadata metadata)
    {
        if (_families.ContainsKey(family))
        {
            _families[family] = metadata;
        }
        else if (Volatile.Read(ref _count) < MaxFamilies && _families.TryAdd(family, metadata))
        {
            Interlocked.Increment(ref _count);
        }
    }

    /// <summary>What is known of a metric: by its own name, or that of the histogram or summary that it is a part of.</summary>
    public MetricMetadata? Find(string metric)
    {
        if (_families.TryGetValue(metric, out MetricMetadata? metadata))
        {
            return metadata;
        }

        int suffix = metric.LastIndexOf('_');
        return suffix > 0 && metric.AsSpan(suffix) is "_bucket" or "_count" or "_sum" or "_total" ? _families.GetValueOrDefault(metric[..suffix]) : null;
    }
}
