namespace Vigia.Instrumentation.Tracing;

/// <summary>Settings of tracing.</summary>
public sealed class TracingOptions
{
    /// <summary>Whether spans are made at all. Without an OTLP endpoint they are still made, so that log lines and exemplars carry ids.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>The activity sources that are recorded, beside ASP.NET Core and HttpClient. A <c>*</c> stands for any text.</summary>
    public IList<string> Sources { get; } = ["Vigia.*"];

    /// <summary>
    /// The share of new traces that is kept, from 0 to 1. Decided when a trace begins, by its id, so that every service
    /// with the same ratio keeps the same traces; whether it will hold an error is not known then.
    /// </summary>
    public double SampleRatio { get; set; } = 1.0;

    /// <summary>
    /// Whether a caller's own decision (the sampled flag of <c>traceparent</c>) is followed. Set it to false where callers
    /// could raise the share of kept traces at will: then <see cref="SampleRatio"/> decides for their traces too.
    /// </summary>
    public bool FollowCallersDecision { get; set; } = true;

    /// <summary>Finished spans that may wait for export; further ones are dropped and counted in <c>spans_dropped_total</c>. From 1 to 1,000,000.</summary>
    public int MaxQueueSize { get; set; } = 8192;

    /// <summary>Spans in one export request. From 1 to <see cref="MaxQueueSize"/>.</summary>
    public int MaxBatchSize { get; set; } = 512;

    /// <summary>How long a span waits at most for its batch to fill. From 10 milliseconds to 1 minute.</summary>
    public TimeSpan ExportDelay { get; set; } = TimeSpan.FromSeconds(2);
}
