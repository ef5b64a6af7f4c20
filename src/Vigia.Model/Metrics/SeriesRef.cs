namespace Vigia.Model.Metrics;

/// <summary>
/// A series as a sink knows it: cheap to keep beside a scraped line or a remote writer's labels. It ends when the sink forgets the series;
/// appending by it then says so (<see cref="AppendStatus.UnknownSeries"/>), and the labels are resolved again. Never reused for another series.
/// </summary>
public readonly record struct SeriesRef(ulong Value)
{
    /// <summary>No series.</summary>
    public static readonly SeriesRef None;

    /// <summary>Whether it is no series.</summary>
    public bool IsNone => Value == 0;
}
