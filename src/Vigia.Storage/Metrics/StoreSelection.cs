using Vigia.Model.Labels;
using Vigia.Model.Metrics;
using Vigia.Storage.Metrics.Blocks;
using Vigia.Storage.Metrics.Chunks;
using Vigia.Storage.Metrics.Head;

namespace Vigia.Storage.Metrics;

/// <summary>Series of blocks and of the head, each once.</summary>
internal sealed class StoreSelection : SeriesSelection
{
    private readonly StoreView _view;
    private readonly HeadView _head;
    private readonly SelectedSeries _series;
    private readonly IReadOnlyList<SetAsideBlock> _setAside;
    private int _isDisposed;

    /// <summary>Takes over an entered view.</summary>
    public StoreSelection(StoreView view, HeadView head, SelectedSeries series, IReadOnlyList<SetAsideBlock> setAside) =>
        (_view, _head, _series, _setAside) = (view, head, series, setAside);

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
        for (int i = 0; i < _series.Blocks.Count; i++)
        {
            int series = _series.InBlock(index, i);
            Block block = _series.Blocks[i];
            if (series >= 0 && block.MinTime <= maxTime && block.MaxTime >= minTime)
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
