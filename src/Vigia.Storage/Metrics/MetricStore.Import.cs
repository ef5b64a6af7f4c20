using Vigia.Model.Labels;
using Vigia.Model.Metrics;
using Vigia.Storage.Metrics.Blocks;
using Vigia.Storage.Metrics.Chunks;
using Vigia.Storage.Metrics.Index;

namespace Vigia.Storage.Metrics;

public sealed partial class MetricStore
{
    /// <summary>Writes samples into blocks of their own and lets readers see them.</summary>
    internal async Task ImportAsync(IReadOnlyDictionary<LabelSet, List<(long Time, double Value)>> series, CancellationToken cancellationToken)
    {
        await _maintenance.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await Task.Run(() => Import(series, cancellationToken), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _maintenance.Release();
        }
    }

    private void Import(IReadOnlyDictionary<LabelSet, List<(long Time, double Value)>> series, CancellationToken cancellationToken)
    {
        (LabelSet Labels, UInt128 Hash)[] order = [.. series.Keys.Select(static labels => (labels, LabelHash.Of(labels)))];
        Array.Sort(order, static (a, b) => SeriesOrder.Compare(a.Labels.MetricName, a.Hash, b.Labels.MetricName, b.Hash));
        long range = LargestSpan;
        var starts = new SortedSet<long>();
        foreach (List<(long Time, double Value)> samples in series.Values)
        {
            // Stable: of several at one time the first stays first.
            (long, double)[] sorted = [.. samples.OrderBy(static sample => sample.Time)];
            samples.Clear();
            samples.AddRange(sorted);
            foreach ((long time, _) in samples)
            {
                starts.Add(MergePlan.Floor(time, range));
            }
        }

        var added = new List<Block>();
        ChunkScratch scratch = _scratch.Rent();
        foreach (long start in starts)
        {
            if (WriteBlock(writer => Import(order, series, start, start + range, writer, scratch, cancellationToken), 0, []) is { } block)
            {
                added.Add(block);
            }
        }

        _scratch.Return(scratch);
        AddBlocks(added);
    }

    private static void Import(
        (LabelSet Labels, UInt128 Hash)[] order, IReadOnlyDictionary<LabelSet, List<(long Time, double Value)>> series, long start, long end, BlockWriter writer, ChunkScratch scratch, CancellationToken cancellationToken)
    {
        using var columns = new SampleColumns();
        foreach ((LabelSet labels, UInt128 hash) in order)
        {
            cancellationToken.ThrowIfCancellationRequested();
            columns.Clear();
            foreach ((long time, double value) in series[labels])
            {
                if (time >= start && time < end && (columns.Count == 0 || time > columns.Timestamps[^1]))
                {
                    columns.Add(time, value);
                }
            }

            if (columns.Count > 0)
            {
                writer.BeginSeries(labels, hash);
                SeriesChunker.Write(columns, writer, scratch);
            }
        }
    }
}
