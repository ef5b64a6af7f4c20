using Vigia.Model.Labels;
using Vigia.Model.Metrics;
using Vigia.Storage.Metrics.Blocks;
using Vigia.Storage.Metrics.Chunks;
using Vigia.Storage.Metrics.Head;
using Vigia.Storage.Metrics.Retention;

namespace Vigia.Storage.Metrics;

/// <summary>Series of blocks and of the head, each once.</summary>
internal sealed class StoreSelection : SeriesSelection
{
    private readonly StoreView _view;
    private readonly HeadView _head;
    private readonly SelectedSeries _series;
    private readonly IReadOnlyList<SetAsideBlock> _setAside;
    private readonly Aggregate _aggregate;
    private readonly long _range;
    private readonly long[] _coarse;
    private int _isDisposed;

    /// <summary>Takes over an entered view.</summary>
    public StoreSelection(StoreView view, HeadView head, SelectedSeries series, Aggregate aggregate, long range, IReadOnlyList<SetAsideBlock> setAside)
    {
        (_view, _head, _series, _aggregate, _range, _setAside) = (view, head, series, aggregate, range, setAside);
        _coarse = [.. series.Blocks.Select(static block => block.Resolution).Where(static resolution => resolution > 0).Distinct().Order()];
    }

    /// <inheritdoc/>
    public override int Count => _series.Count;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Warnings
    {
        get
        {
            List<string> warnings = [.. _setAside.Select(static block => block.Warning)];
            foreach (Block block in _series.Blocks)
            {
                if (block.Damage is { } damage)
                {
                    warnings.Add($"the block {Path.GetFileName(block.Path)} is damaged, some of its samples are missing: {damage}");
                }
            }

            return warnings;
        }
    }

    /// <inheritdoc/>
    public override LabelSet Labels(int index)
    {
        uint head = _series.InHead(index);
        if (head != 0)
        {
            return _head.Labels(head);
        }

        for (int block = 0; ; block++)
        {
            int series = _series.InBlock(index, block);
            if (series >= 0)
            {
                return _series.Blocks[block].Labels(series);
            }
        }
    }

    /// <inheritdoc/>
    public override void Read(int index, long minTime, long maxTime, SampleColumns columns)
    {
        int start = columns.Count;
        ReadRaw(index, minTime, maxTime, columns);

        // The finest that is there: a coarser resolution only for the time before the finer begins.
        foreach (long resolution in _coarse)
        {
            long before = columns.Count > start ? columns.Timestamps[start] - 1 : maxTime;
            if (before < minTime)
            {
                break;
            }

            for (int i = 0; i < _series.Blocks.Count; i++)
            {
                Block block = _series.Blocks[i];
                int series = _series.InBlock(index, i);
                if (series >= 0 && block.Resolution == resolution && block.MinTime <= before && block.MaxTime + resolution >= minTime)
                {
                    int place = columns.Count;
                    CoarseSamples.Read(block, series, _aggregate, _range, minTime, before, columns);
                    columns.MergeFrom(place);
                }
            }
        }
    }

    private void ReadRaw(int index, long minTime, long maxTime, SampleColumns columns)
    {
        for (int i = 0; i < _series.Blocks.Count; i++)
        {
            int series = _series.InBlock(index, i);
            Block block = _series.Blocks[i];
            if (series >= 0 && block.Resolution == 0 && block.MinTime <= maxTime && block.MaxTime >= minTime)
            {
                int before = columns.Count;
                block.Read(series, minTime, maxTime, columns);
                columns.MergeFrom(before);
            }
        }

        uint head = _series.InHead(index);
        if (head != 0)
        {
            int before = columns.Count;
            _head.StripeOf(head).Read((int)(head % HeadStripe.Size), minTime, maxTime, columns);
            columns.MergeFrom(before);
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
        {
            _view.Leave();
        }

        base.Dispose(disposing);
    }
}
