using Microsoft.AspNetCore.Http;
using Vigia.Model.Labels;
using Vigia.Model.Metrics;

namespace Vigia.Server.RemoteRead;

/// <summary>
/// One query's series in the order of their labels, with external labels, as they leave: a label that a series has goes before an external one.
/// Used by one reader at a time.
/// </summary>
internal sealed class RemoteReadScan : IDisposable
{
    private readonly RemoteReadQuery _query;
    private readonly RemoteReadBudget _budget;
    private readonly SeriesSelection? _selection;
    private readonly (LabelSet Labels, int Index)[] _series;
    private readonly SampleColumns _columns = new();

    private RemoteReadScan(RemoteReadQuery query, SeriesSelection? selection, LabelSet external, RemoteReadBudget budget)
    {
        (_query, _selection, _budget) = (query, selection, budget);
        _series = new (LabelSet, int)[selection?.Count ?? 0];
        for (int i = 0; i < _series.Length; i++)
        {
            _series[i] = (Merge(selection!.Labels(i), external), i);
        }

        Array.Sort(_series, static (a, b) => a.Labels.CompareTo(b.Labels));
    }

    /// <summary>How many series; one may have no sample.</summary>
    public int Count => _series.Length;

    /// <summary>What the log should be told.</summary>
    public IReadOnlyList<string> Warnings => _selection?.Warnings ?? [];

    /// <summary>Selects.</summary>
    /// <param name="source">Where.</param>
    /// <param name="query">What.</param>
    /// <param name="external">The labels that name this server to others: no series has them, so asking for them asks for series without.</param>
    /// <param name="budget">What the request may still read.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="QueryLimitException">More series than allowed match.</exception>
    public static RemoteReadScan Open(IMetricSource source, RemoteReadQuery query, LabelSet external, RemoteReadBudget budget, CancellationToken cancellationToken)
    {
        if (query.Matchers.Count == 0)
        {
            // As Prometheus: nothing asked for is nothing, not everything.
            return new RemoteReadScan(query, null, external, budget);
        }

        LabelMatcher[] matchers = [.. query.Matchers.Select(matcher => Local(matcher, external))];
        SeriesSelection selection = source.Select(
            new SeriesQuery { Matchers = matchers, MinTime = query.Start, MaxTime = query.End, MaxSeries = budget.MaxSeries }, cancellationToken);
        try
        {
            return new RemoteReadScan(query, selection, external, budget);
        }
        catch
        {
            selection.Dispose();
            throw;
        }
    }

    /// <summary>A series' labels.</summary>
    public LabelSet Labels(int index) => _series[index].Labels;

    /// <summary>A series' samples, valid until the next call.</summary>
    /// <exception cref="RemoteReadException">The request reads more than it may.</exception>
    public SampleColumns Read(int index)
    {
        _columns.Clear();
        _selection!.Read(_series[index].Index, _query.Start, _query.End, _columns);
        _budget.Spend(_columns.Count);
        return _columns;
    }

    public void Dispose()
    {
        _columns.Dispose();
        _selection?.Dispose();
    }

    private static LabelMatcher Local(LabelMatcher matcher, LabelSet external) =>
        matcher.Kind is MatchKind.Equal && matcher.Value.Length > 0 && external[matcher.Name] == matcher.Value
            ? new LabelMatcher(MatchKind.Equal, matcher.Name, "")
            : matcher;

    private static LabelSet Merge(LabelSet labels, LabelSet external)
    {
        foreach (Label label in external.Span)
        {
            if (!labels.Contains(label.Name))
            {
                labels = labels.With(label.Name, label.Value);
            }
        }

        return labels;
    }
}
