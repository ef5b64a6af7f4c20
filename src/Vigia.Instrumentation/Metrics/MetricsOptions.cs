namespace Vigia.Instrumentation.Metrics;

/// <summary>Settings of the metric registry and of <c>/metrics</c>: the configuration section <c>Instrumentation:Metrics</c>.</summary>
public sealed class MetricsOptions
{
    /// <summary>The path of the exposition.</summary>
    public string Path { get; set; } = "/metrics";

    /// <summary>
    /// Whether <c>/metrics</c>, which asks for no credentials, answers callers that are not on this machine. Others
    /// get 403. Switch it on only where the network keeps strangers away.
    /// </summary>
    public bool AllowRemote { get; set; }

    /// <summary>Series that one metric name may have, 1 to 10,000,000; further ones are dropped and counted.</summary>
    public int MaxSeriesPerMetric { get; set; } = 10_000;

    /// <summary>Characters that a label value may have, 1 to 4,096; longer ones are cut and counted.</summary>
    public int MaxLabelValueLength { get; set; } = 256;

    /// <summary>
    /// Whether counters, histograms and summaries carry the time of their creation as <c>…_created</c>: in OpenMetrics
    /// a sample of the same family, in text 0.0.4 a gauge family of its own, as Python's client writes it.
    /// </summary>
    public bool CreatedSeries { get; set; }

    /// <summary>Whether counters and histogram buckets keep an exemplar with the ids of the recorded span they happened in. Exposed in OpenMetrics only.</summary>
    public bool Exemplars { get; set; } = true;

    /// <summary>Whether the guide's metrics (<see cref="Metrics.ServiceMetrics"/>) are exposed. A service that takes in no messages leaves them out; <see cref="RequestMetrics"/> needs them.</summary>
    public bool ServiceMetrics { get; set; } = true;

    /// <summary>Whether every HTTP request fills <c>request_latency_seconds</c>, <c>request_size_bytes</c> and <c>response_size_bytes</c>.</summary>
    public bool RequestMetrics { get; set; } = true;

    /// <summary>Whether the process' CPU, memory, files and disk traffic are exposed (<c>process_…</c>). <c>memory_usage_bytes</c> always is.</summary>
    public bool ProcessMetrics { get; set; } = true;

    /// <summary>Whether the machine's CPU, memory, load, network and the data volume are exposed, by node_exporter's names (<c>node_…</c>).</summary>
    public bool HostMetrics { get; set; } = true;

    /// <summary>A path on the volume whose size and free space are exposed.</summary>
    public string DataPath { get; set; } = "data";

    /// <summary>
    /// The meters of <c>System.Diagnostics.Metrics</c> whose instruments are exposed. A last <c>*</c> stands for any
    /// ending. Empty: all, so .NET's runtime, Kestrel and HttpClient too.
    /// </summary>
    public IList<string> IncludeMeters { get; } = [];

    /// <summary>The meters that are left out although <see cref="IncludeMeters"/> names them. A last <c>*</c> stands for any ending.</summary>
    public IList<string> ExcludeMeters { get; } = [];

    /// <summary>Instruments of meters that are exposed at most, 0 to 100,000; further ones are left out and counted.</summary>
    public int MaxInstruments { get; set; } = 2_000;

    /// <summary>Adds a line to <paramref name="errors"/> for each setting that cannot be.</summary>
    internal void Validate(ICollection<string> errors)
    {
        const string Section = "Instrumentation:Metrics:";
        if (string.IsNullOrEmpty(Path) || Path[0] != '/')
        {
            errors.Add($"{Section}{nameof(Path)} is '{Path}', but must begin with '/'.");
        }

        Range(nameof(MaxSeriesPerMetric), MaxSeriesPerMetric, 1, 10_000_000);
        Range(nameof(MaxLabelValueLength), MaxLabelValueLength, 1, 4_096);
        Range(nameof(MaxInstruments), MaxInstruments, 0, 100_000);
        Patterns(nameof(IncludeMeters), IncludeMeters);
        Patterns(nameof(ExcludeMeters), ExcludeMeters);
        if (HostMetrics && string.IsNullOrWhiteSpace(DataPath))
        {
            errors.Add($"{Section}{nameof(DataPath)} is empty: name a path, or set {nameof(HostMetrics)} to false.");
        }

        void Range(string name, int value, int least, int most)
        {
            if (value < least || value > most)
            {
                errors.Add($"{Section}{name} is {value}, but must be {least} to {most}.");
            }
        }

        void Patterns(string name, IList<string> patterns)
        {
            for (int i = 0; i < patterns.Count; i++)
            {
                if (string.IsNullOrWhiteSpace(patterns[i]) || patterns[i].TrimEnd('*').Contains('*', StringComparison.Ordinal))
                {
                    errors.Add($"{Section}{name}:{i} is '{patterns[i]}': give a meter's name, with '*' at most at its end.");
                }
            }
        }
    }
}
