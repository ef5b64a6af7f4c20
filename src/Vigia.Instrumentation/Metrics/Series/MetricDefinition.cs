namespace Vigia.Instrumentation.Metrics.Series;

/// <summary>What is fixed about a metric from its creation on.</summary>
internal sealed record MetricDefinition
{
    public required string Name { get; init; }

    public required string Help { get; init; }

    public required MetricKind Kind { get; init; }

    /// <summary>The label names, or null where each series brings its own (a meter's tags vary by measurement).</summary>
    public string[]? LabelNames { get; init; } = [];

    public HistogramBounds? Bounds { get; init; }

    /// <summary>Every name that the exposition may contain on this metric's account; no two metrics may share one.</summary>
    public IEnumerable<string> ClaimedNames()
    {
        yield return Name;
        switch (Kind)
        {
            case MetricKind.Counter when BaseName != Name:
                yield return BaseName;
                yield return BaseName + "_created";
                break;
            case MetricKind.Histogram:
                yield return Name + "_bucket";
                goto case MetricKind.Summary;
            case MetricKind.Summary:
                yield return Name + "_sum";
                yield return Name + "_count";
                yield return Name + "_created";
                break;
        }
    }

    /// <summary>OpenMetrics names a counter's family without the suffix that its samples have.</summary>
    public string BaseName =>
        Kind == MetricKind.Counter && Name.Length > "_total".Length && Name.EndsWith("_total", StringComparison.Ordinal)
            ? Name[..^"_total".Length]
            : Name;

    /// <summary>Why another definition of the same name cannot stand for this one, or null where it can. Help texts may differ.</summary>
    public string? DifferenceFrom(MetricDefinition other)
    {
        if (Kind != other.Kind)
        {
            return $"it is a {Kind}, not a {other.Kind}";
        }

        if (!Describe(LabelNames).Equals(Describe(other.LabelNames), StringComparison.Ordinal))
        {
            return $"its labels are {Describe(LabelNames)}, not {Describe(other.LabelNames)}";
        }

        return Bounds is null || Bounds.SameAs(other.Bounds) ? null : "its buckets differ";
    }

    private static string Describe(string[]? labelNames) =>
        labelNames is null ? "those of a meter's tags" : $"({string.Join(", ", labelNames)})";
}
