using Vigia.Model.Labels;
using Vigia.Model.Metrics;
using Vigia.PromQL.Engine.Columns;

namespace Vigia.PromQL.Engine.Reading;

/// <summary>The steps of a subquery as samples.</summary>
internal sealed class SubqueryReader(IReadOnlyList<Column> columns, StepGrid grid) : SampleReader
{
    public override int Count => columns.Count;

    public override LabelSet Labels(int index) => columns[index].Labels;

    public override bool DropsName(int index) => columns[index].DropsName;

    public override SampleColumns Read(int index, long min, long max, ReadScratch scratch)
    {
        SampleColumns samples = scratch.Samples;
        samples.Clear();
        Column column = columns[index];
        for (int step = StepBits.Next(column.Present, 0); step >= 0; step = StepBits.Next(column.Present, step + 1))
        {
            long time = grid.At(step);
            if (time < min || time > max)
            {
                continue;
            }

            if (column.HistogramAt(step) is { } histogram)
            {
                // The steps skip or repeat samples, so that a stored hint says nothing about two steps.
                samples.Add(time, histogram.ResetHint == CounterReset.Gauge ? histogram : histogram with { ResetHint = CounterReset.Unknown });
            }
            else
            {
                samples.Add(time, column.Values[step]);
            }
        }

        return samples;
    }
}
