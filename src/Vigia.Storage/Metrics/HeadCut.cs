using Vigia.Model.Labels;
using Vigia.Model.Metrics;
using Vigia.Storage.Metrics.Blocks;
using Vigia.Storage.Metrics.Chunks;
using Vigia.Storage.Metrics.Head;
using Vigia.Storage.Metrics.Index;

namespace Vigia.Storage.Metrics;

/// <summary>Writes the head's samples of a span of time into a block.</summary>
internal sealed class HeadCut
{
    private readonly HeadView _view;
    private readonly (int Name, UInt128 Hash, uint Series)[] _order;

    public HeadCut(HeadView view)
    {
        _view = view;
        var all = new SeriesNumbers();
        view.AddAll(all);
        int metricName = view.FindName(LabelNames.MetricName);
        var pairs = new Dictionary<string, int>(StringComparer.Ordinal) { [""] = 0 };
        var names = new string[all.Count];
        for (int i = 0; i < names.Length; i++)
        {
            uint pair = metricName < 0 ? 0 : view.PairOf(all.Span[i], metricName);
            names[i] = pair == 0 ? "" : view.ValueOf(pair);
            pairs.TryAdd(names[i], 0);
        }

        string[] ordered = [.. pairs.Keys.Order(Utf8Order.Instance)];
        for (int i = 0; i < ordered.Length; i++)
        {
            pairs[ordered[i]] = i;
        }

        _order = new (int, UInt128, uint)[names.Length];
        for (int i = 0; i < names.Length; i++)
        {
            _order[i] = (pairs[names[i]], view.HashOf(all.Span[i]), all.Span[i]);
        }

        Array.Sort(_order, static (a, b) => a.Name != b.Name ? a.Name.CompareTo(b.Name) : a.Hash.CompareTo(b.Hash));
    }

    /// <summary>Writes samples from one time to another, both included.</summary>
    public void Write(long minTime, long maxTime, BlockWriter writer, ChunkScratch scratch, CancellationToken cancellationToken)
    {
        using var columns = new SampleColumns();
        foreach ((_, UInt128 hash, uint series) in _order)
        {
            cancellationToken.ThrowIfCancellationRequested();
            columns.Clear();
            _view.StripeOf(series).Read((int)(series % HeadStripe.Size), minTime, maxTime, columns);
            if (columns.Count > 0)
            {
                writer.BeginSeries(_view.MakeLabels(series), hash);
                SeriesChunker.Write(columns, writer, scratch);
            }
        }
    }
}
