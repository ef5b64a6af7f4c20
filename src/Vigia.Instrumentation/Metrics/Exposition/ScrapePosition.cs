namespace Vigia.Instrumentation.Metrics.Exposition;

/// <summary>How far a scrape has come within one metric.</summary>
internal struct ScrapePosition
{
    public ScrapePhase Phase;

    /// <summary>The next series.</summary>
    public int Index;

    /// <summary>The series as they were when the scrape came to this metric.</summary>
    public object? Snapshot;

    public void Next(ScrapePhase phase)
    {
        Phase = phase;
        Index = 0;
    }
}
