using Vigia.Model.Labels;
using Vigia.Model.Metrics;
using Vigia.Storage.Metrics.Head;

namespace Vigia.Storage.Metrics;

/// <summary>Series of the head.</summary>
internal sealed class StoreSelection(HeadView head, uint[] series) : SeriesSelection
{
    /// <inheritdoc/>
    public override int Count => series.Length;

    /// <inheritdoc/>
    public override LabelSet Labels(int index) => head.Labels(series[index]);

    /// <inheritdoc/>
    public override void Read(int index, long minTime, long maxTime, SampleColumns columns) =>
        head.StripeOf(series[index]).Read((int)(series[index] % HeadStripe.Size), minTime, maxTime, columns);
}
