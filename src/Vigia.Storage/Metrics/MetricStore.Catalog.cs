using Vigia.Model.Labels;
using Vigia.Model.Metrics;
using Vigia.Storage.Metrics.Blocks;
using Vigia.Storage.Metrics.Index;

namespace Vigia.Storage.Metrics;

public sealed partial class MetricStore
{
    /// <inheritdoc/>
    public IReadOnlyList<string> LabelNames(IReadOnlyList<IReadOnlyList<LabelMatcher>> selectors, long minTime, long maxTime, int limit, CancellationToken cancellationToken)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        if (selectors.Count == 0)
        {
            ForEachIndex(minTime, maxTime, index => index.AddNames(names));
            return Ordered(names, limit);
        }

        foreach (LabelSet labels in Selected(selectors, minTime, maxTime, cancellationToken))
        {
            foreach (Label label in labels)
            {
                names.Add(label.Name);
            }
        }

        return Ordered(names, limit);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> LabelValues(string name, IReadOnlyList<IReadOnlyList<LabelMatcher>> selectors, long minTime, long maxTime, int limit, CancellationToken cancellationToken)
    {
        var values = new HashSet<string>(StringComparer.Ordinal);
        if (selectors.Count == 0)
        {
            ForEachIndex(minTime, maxTime, index => index.AddValues(name, values));
            return Ordered(values, limit);
        }

        foreach (LabelSet labels in Selected(selectors, minTime, maxTime, cancellationToken))
        {
            if (labels[name] is { Length: > 0 } value)
            {
                values.Add(value);
            }
        }

        return Ordered(values, limit);
    }

    /// <inheritdoc/>
    public IReadOnlyList<LabelSet> Series(IReadOnlyList<IReadOnlyList<LabelMatcher>> selectors, long minTime, long maxTime, int limit, CancellationToken cancellationToken)
    {
        List<LabelSet> found = [.. Selected(selectors, minTime, maxTime, cancellationToken)];
        found.Sort();
        if (limit > 0 && found.Count > limit)
        {
            found.RemoveRange(limit, found.Count - limit);
        }

        return found;
    }

    /// <inheritdoc/>
    public IReadOnlyList<SeriesExemplars> Exemplars(IReadOnlyList<IReadOnlyList<LabelMatcher>> selectors, long minTime, long maxTime, CancellationToken cancellationToken)
    {
        var found = new Dictionary<LabelSet, List<Exemplar>>();
        foreach ((_, LabelSet labels, Exemplar exemplar) in _exemplars.ToArray())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (exemplar.Timestamp < minTime || exemplar.Timestamp > maxTime)
            {
                continue;
            }

            if (!found.TryGetValue(labels, out List<Exemplar>? list))
            {
                if (selectors.Count > 0 && !selectors.Any(selector => selector.All(matcher => matcher.Matches(labels[matcher.Name]))))
                {
                    continue;
                }

                found.Add(labels, list = []);
            }

            list.Add(exemplar);
        }

        return [.. found.OrderBy(static series => series.Key)
            .Select(static series => new SeriesExemplars(series.Key, [.. series.Value.Distinct().OrderBy(static exemplar => exemplar.Timestamp)]))];
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, IReadOnlyList<MetricMetadata>> Metadata(string? metric, int limit, int limitPerMetric) =>
        _metadata.Get(metric, limit, limitPerMetric);

    /// <summary>Asks the indexes themselves, so that no series need be looked at. The head's is as of now, whatever the time.</summary>
    private void ForEachIndex(long minTime, long maxTime, Action<LabelIndex> action)
    {
        StoreView view = EnterView();
        try
        {
            action(_head.View());
            foreach (Block block in view.Blocks)
            {
                if (block.MinTime <= maxTime && block.MaxTime >= minTime)
                {
                    action(block.Index);
                }
            }
        }
        finally
        {
            view.Leave();
        }
    }

    private static string[] Ordered(HashSet<string> texts, int limit)
    {
        string[] ordered = [.. texts.Order(StringComparer.Ordinal)];
        return limit > 0 && ordered.Length > limit ? ordered[..limit] : ordered;
    }

    private IEnumerable<LabelSet> Selected(IReadOnlyList<IReadOnlyList<LabelMatcher>> selectors, long minTime, long maxTime, CancellationToken cancellationToken)
    {
        var seen = new HashSet<LabelSet>();
        foreach (IReadOnlyList<LabelMatcher> matchers in selectors.Count > 0 ? selectors : [[]])
        {
            using SeriesSelection selection = Select(new SeriesQuery { Matchers = matchers, MinTime = minTime, MaxTime = maxTime }, cancellationToken);
            for (int i = 0; i < selection.Count; i++)
            {
                LabelSet labels = selection.Labels(i);
                if (seen.Add(labels))
                {
                    yield return labels;
                }
            }
        }
    }
}
