using Vigia.Model.Labels;

namespace Vigia.Model.Metrics;

/// <summary>
/// The series that a query selected, as of one moment: what is appended later may or may not be seen, what is deleted or merged
/// meanwhile stays readable until the selection is disposed. Its members may be called from several threads at once.
/// </summary>
public abstract class SeriesSelection : IDisposable
{
    /// <summary>How many series. A series may have no sample within the time asked for.</summary>
    public abstract int Count { get; }

    /// <summary>What the reader should be told, such as that a block is missing.</summary>
    public virtual IReadOnlyList<string> Warnings => [];

    /// <summary>A series' labels. Every series stands once; the order is the source's own.</summary>
    public abstract LabelSet Labels(int index);

    /// <summary>
    /// Appends a series' samples from <paramref name="minTime"/> to <paramref name="maxTime"/>, both included, ascending, each timestamp once,
    /// to columns that the caller has cleared.
    /// </summary>
    public abstract void Read(int index, long minTime, long maxTime, SampleColumns columns);

    /// <summary>Lets go of what the selection holds.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Lets go of what the selection holds.</summary>
    protected virtual void Dispose(bool disposing)
    {
    }
}
