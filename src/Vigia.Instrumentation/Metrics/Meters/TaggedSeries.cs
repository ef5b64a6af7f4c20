using System.Collections.Concurrent;
using System.Globalization;
using Vigia.Instrumentation.Metrics.Series;
using Tag = System.Collections.Generic.KeyValuePair<string, object?>;

namespace Vigia.Instrumentation.Metrics.Meters;

/// <summary>Finds the series for a measurement's tags; in steady state without allocating. Thread safe.</summary>
internal sealed class TaggedSeries<TMetric>(SeriesSet<TMetric> series, int maxCached)
    where TMetric : class
{
    private readonly ConcurrentDictionary<Tag[], TMetric> _cache = new(TagListComparer.Instance);
    private TMetric? _untagged;
    private int _cached;

    public TMetric Get(ReadOnlySpan<Tag> tags)
    {
        if (tags.IsEmpty)
        {
            return _untagged ??= series.Get([]);
        }

        return _cache.GetAlternateLookup<ReadOnlySpan<Tag>>().TryGetValue(tags, out TMetric? known) ? known : Resolve(tags);
    }

    private TMetric Resolve(ReadOnlySpan<Tag> tags)
    {
        bool room = Volatile.Read(ref _cached) < maxCached;
        if (!room && series.IsFull)
        {
            // A flood of new tags: nothing can be kept of it, so no time is spent on its texts.
            return series.Drop();
        }

        TMetric metric = series.Get(Labels(tags));
        if (room && IsCacheable(tags) && _cache.TryAdd(tags.ToArray(), metric))
        {
            Interlocked.Increment(ref _cached);
        }

        return metric;
    }

    /// <summary>Name, value, name, value …, sorted by name; values whose names have become equal are joined by <c>;</c>.</summary>
    private static string[] Labels(ReadOnlySpan<Tag> tags)
    {
        var labels = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (Tag tag in tags)
        {
            string name = InstrumentNaming.Label(tag.Key);
            string value = Text(tag.Value);
            if (labels.TryGetValue(name, out string? other))
            {
                labels[name] = other + ";" + value;
            }
            else if (labels.Count < MetricName.MaxLabels)
            {
                labels.Add(name, value);
            }
        }

        var key = new string[labels.Count * 2];
        int at = 0;
        foreach ((string name, string value) in labels)
        {
            key[at++] = name;
            key[at++] = value;
        }

        return key;
    }

    private static string Text(object? value) => value switch
    {
        null => "",
        string text => text,
        bool flag => flag ? "true" : "false",
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    // Other objects may change, or hold much memory, behind a cached reference.
    private static bool IsCacheable(ReadOnlySpan<Tag> tags)
    {
        foreach (Tag tag in tags)
        {
            if (tag.Value is not (null or string or bool or int or long or double or Enum or byte or short or ushort or uint or ulong or float or decimal or char or Guid))
            {
                return false;
            }
        }

        return true;
    }
}
