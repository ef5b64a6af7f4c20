using Vigia.Model.Labels;

namespace Vigia.PromQL.Engine.Columns;

/// <summary>Series that are computed already.</summary>
internal sealed class ColumnSource(IReadOnlyList<Column> columns) : SeriesSource
{
    public override int Count => columns.Count;

    public override IReadOnlyList<Column> Columns => columns;

    public override LabelSet Labels(int index) => columns[index].Labels;

    public override bool DropsName(int index) => columns[index].DropsName;

    public override void Read(int index, Column column, ReadScratch scratch)
    {
        Column from = columns[index];
        from.Values.AsSpan(0, from.Steps).CopyTo(column.Values);
        from.Present.CopyTo(column.Present, 0);
        if (from.Histograms is not null)
        {
            for (int i = 0; i < from.Steps; i++)
            {
                if (from.HistogramAt(i) is { } histogram)
                {
                    column.Set(i, histogram);
                }
            }
        }
    }
}
