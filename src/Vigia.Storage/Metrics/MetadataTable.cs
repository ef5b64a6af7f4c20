using Vigia.Model.Metrics;

namespace Vigia.Storage.Metrics;

/// <summary>What metric families say of themselves. Safe from any thread.</summary>
internal sealed class MetadataTable(int maxFamilies)
{
    /// <summary>Different targets may disagree, within reason.</summary>
    private const int MaxPerFamily = 8;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, List<MetricMetadata>> _families = new(StringComparer.Ordinal);
    private long _refused;

    /// <summary>How many were not taken because there were too many families.</summary>
    public long Refused => Volatile.Read(ref _refused);

    /// <summary>Whether it was new.</summary>
    public bool Set(string family, MetricMetadata metadata)
    {
        lock (_lock)
        {
            if (!_families.TryGetValue(family, out List<MetricMetadata>? list))
            {
                if (_families.Count >= maxFamilies)
                {
                    _refused++;
                    return false;
                }

                _families.Add(family, list = new List<MetricMetadata>(1));
            }

            if (list.Contains(metadata))
            {
                return false;
            }

            if (list.Count == MaxPerFamily)
            {
                list.RemoveAt(0);
            }

            list.Add(metadata);
            return true;
        }
    }

    /// <summary>A copy; limits of 0 are none.</summary>
    public Dictionary<string, IReadOnlyList<MetricMetadata>> Get(string? metric, int limit, int limitPerMetric)
    {
        var found = new Dictionary<string, IReadOnlyList<MetricMetadata>>(StringComparer.Ordinal);
        lock (_lock)
        {
            if (metric is not null)
            {
                if (_families.TryGetValue(metric, out List<MetricMetadata>? list))
                {
                    found.Add(metric, Copy(list));
                }

                return found;
            }

            foreach ((string family, List<MetricMetadata> list) in _families)
            {
                if (limit > 0 && found.Count == limit)
                {
                    break;
                }

                found.Add(family, Copy(list));
            }
        }

        return found;

        MetricMetadata[] Copy(List<MetricMetadata> list) =>
            limitPerMetric > 0 && list.Count > limitPerMetric ? [.. list.GetRange(0, limitPerMetric)] : [.. list];
    }
}
