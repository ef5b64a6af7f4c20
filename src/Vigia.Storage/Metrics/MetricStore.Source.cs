using Vigia.Model.Metrics;
using Vigia.Storage.Metrics.Head;
using Vigia.Storage.Metrics.Index;

namespace Vigia.Storage.Metrics;

public sealed partial class MetricStore
{
    /// <inheritdoc/>
    public SeriesSelection Select(SeriesQuery query, CancellationToken cancellationToken)
    {
        HeadView view = _head.View();
        uint[] series = SeriesMatching.Select(view, query.Matchers, cancellationToken);
        if (series.Length > query.MaxSeries)
        {
            throw new QueryLimitException($"The query selects {series.Length} series; {query.MaxSeries} are allowed.");
        }

        return new StoreSelection(view, series);
    }
}
