using Vigia.Model.Labels;

namespace Vigia.PromQL.Engine.Columns;

/// <summary>
/// The series of an instant vector, each computed over all steps when it is read, so that an aggregation needs not hold them all.
/// Reading is safe from several threads, each with its own column and scratch.
/// </summary>
internal abstract class SeriesSource
{
    public abstract int Count { get; }

    public abstract LabelSet Labels(int index);

    public virtual bool DropsName(int index) => false;

    /// <summary>Fills a cleared column with a series' samples; labels are not set.</summary>
    public abstract void Read(int index, Column column, ReadScratch scratch);

    /// <summary>The columns where they are computed already; null otherwise.</summary>
    public virtual IReadOnlyList<Column>? Columns => null;
}
