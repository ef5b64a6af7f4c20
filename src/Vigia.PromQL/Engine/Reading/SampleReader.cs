using Vigia.Model.Labels;
using Vigia.Model.Metrics;
using Vigia.PromQL.Engine.Columns;

namespace Vigia.PromQL.Engine.Reading;

/// <summary>Series and their raw samples. Reading is safe from several threads, each with its own scratch.</summary>
internal abstract class SampleReader
{
    public abstract int Count { get; }

    public abstract LabelSet Labels(int index);

    public virtual bool DropsName(int index) => false;

    /// <summary>
    /// A series' samples from <paramref name="min"/> to <paramref name="max"/>, both included, without stale markers. They belong to the
    /// scratch and last until its next use.
    /// </summary>
    public abstract SampleColumns Read(int index, long min, long max, ReadScratch scratch);
}
