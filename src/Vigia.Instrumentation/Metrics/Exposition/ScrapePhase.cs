namespace Vigia.Instrumentation.Metrics.Exposition;

/// <summary>The part of a metric that a scrape writes next.</summary>
internal enum ScrapePhase
{
    Header,
    Samples,
    Created,
}
