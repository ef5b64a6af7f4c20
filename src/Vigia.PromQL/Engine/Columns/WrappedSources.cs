using Vigia.Model.Labels;

namespace Vigia.PromQL.Engine.Columns;

/// <summary>Changes each column of another source in place.</summary>
internal sealed class MappedSource(SeriesSource inner, Action<Column> map) : SeriesSource
{
    public override int Count => inner.Count;

    public override LabelSet Labels(int index) => inner.Labels(index);

    public override bool DropsName(int index) => inner.DropsName(index);

    public override void Read(int index, Column column, ReadScratch scratch)
    {
        inner.Read(index, column, scratch);
        map(column);
    }
}

/// <summary>Another source's columns with other labels.</summary>
internal sealed class RelabeledSource(SeriesSource inner, LabelSet[] labels, bool[]? drops) : SeriesSource
{
    public override int Count => inner.Count;

    public override LabelSet Labels(int index) => labels[index];

    public override bool DropsName(int index) => drops is null ? inner.DropsName(index) : drops[index];

    public override void Read(int index, Column column, ReadScratch scratch) => inner.Read(index, column, scratch);
}

/// <summary>Another source's columns, whose names go at the end of the query.</summary>
internal sealed class DroppingSource(SeriesSource inner) : SeriesSource
{
    public override int Count => inner.Count;

    public override LabelSet Labels(int index) => inner.Labels(index);

    public override bool DropsName(int index) => true;

    public override void Read(int index, Column column, ReadScratch scratch) => inner.Read(index, column, scratch);
}
