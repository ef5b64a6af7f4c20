using Vigia.Model.Labels;
using Vigia.Model.Metrics;
using Vigia.Storage.Metrics.Blocks;
using Vigia.Storage.Metrics.Head;
using Vigia.Storage.Metrics.Index;
using Vigia.Storage.Metrics.Retention;

namespace Vigia.Storage.Metrics;

public sealed partial class MetricStore
{
    private StoreView _view = new([]);
    // Views that readers may still be in; guarded by _maintenance.
    private readonly List<StoreView> _retired = [];
    private IReadOnlyList<SetAsideBlock> _setAside = [];

    /// <inheritdoc/>
    public SeriesSelection Select(SeriesQuery query, CancellationToken cancellationToken)
    {
        StoreView view = EnterView();
        try
        {
            // The blocks first: what is cut from the head stays there until all who entered before have left.
            HeadView head = _head.View();
            List<Block> blocks = [.. view.Blocks.Where(block => block.MinTime <= query.MaxTime && block.MaxTime + block.Resolution >= query.MinTime)];
            var series = new SelectedSeries(blocks);
            Aggregate aggregate = Aggregates.For(query.Function);
            uint[] found = SeriesMatching.Select(head, query.Matchers, cancellationToken);
            series.AddHead(Array.FindAll(found, number => head.LastTime(number) >= query.MinTime), head);
            for (int i = 0; i < blocks.Count; i++)
            {
                series.AddBlock(i, SelectFrom(blocks[i], blocks[i].Resolution == 0 ? query.Matchers : [.. query.Matchers, Aggregates.Matcher(aggregate)], cancellationToken));
            }

            if (series.Count > query.MaxSeries)
            {
                throw new QueryLimitException($"The query selects {series.Count} series; {query.MaxSeries} are allowed.");
            }

            SetAsideBlock[] missing = [.. _setAside.Where(block => block.MinTime <= query.MaxTime && block.MaxTime >= query.MinTime)];
            return new StoreSelection(view, head, series, aggregate, query.Range, missing);
        }
        catch
        {
            view.Leave();
            throw;
        }
    }

    private static uint[] SelectFrom(Block block, IReadOnlyList<LabelMatcher> matchers, CancellationToken cancellationToken)
    {
        try
        {
            return SeriesMatching.Select(block.Index, matchers, cancellationToken);
        }
        catch (InvalidDataException exception)
        {
            block.ReportDamage(exception.Message);
            return [];
        }
    }

    private StoreView EnterView()
    {
        while (true)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            StoreView view = Volatile.Read(ref _view);
            if (view.TryEnter())
            {
                return view;
            }
        }
    }

    /// <summary>Lets readers see other blocks from now on.</summary>
    private void Publish(IEnumerable<Block> blocks)
    {
        StoreView old = Volatile.Read(ref _view);
        Volatile.Write(ref _view, new StoreView([.. blocks.OrderBy(static block => block.MinTime).ThenBy(static block => block.Number)]));
        _retired.RemoveAll(static view => view.Unused.IsCompleted);
        _retired.Add(old);
        old.Leave();
    }
}
