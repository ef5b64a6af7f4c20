using Vigia.Model.Labels;
using Vigia.Model.Metrics;
using Vigia.PromQL.Scripts;

namespace Vigia.Server.Alerting.Rules.Rehearsal;

/// <summary>
/// The stored metrics, with what the rehearsed recording rules make in the place of stored series of those names: nothing of a rehearsal is stored. One
/// writer; not while queries read.
/// </summary>
internal sealed class RehearsalStore(IMetricSource stored) : IMetricSource
{
    private readonly MemoryMetricSource _recorded = new();
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    /// <summary>How many samples were recorded.</summary>
    public int Count { get; private set; }

    /// <summary>From now on series of this name are those that are recorded here.</summary>
    public void Replace(string name) => _names.Add(name);

    /// <summary>Records a sample.</summary>
    public void Add(LabelSet labels, long time, double value, NativeHistogram? histogram)
    {
        Count++;
        if (histogram is null)
        {
            _recorded.Add(labels, time, value);
        }
        else
        {
            _recorded.Add(labels, time, histogram);
        }
    }

    public SeriesSelection Select(SeriesQuery query, CancellationToken cancellationToken)
    {
        // A selector without a plain name reads what is stored: such a query seldom means a rule's own result.
        foreach (LabelMatcher matcher in query.Matchers)
        {
            if (matcher.Kind == MatchKind.Equal && matcher.Name == LabelNames.MetricName && _names.Contains(matcher.Value))
            {
                return _recorded.Select(query, cancellationToken);
            }
        }

        return stored.Select(query, cancellationToken);
    }
}
