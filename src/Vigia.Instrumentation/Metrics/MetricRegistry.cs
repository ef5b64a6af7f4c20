using System.Collections.Concurrent;

namespace Vigia.Instrumentation.Metrics;

/// <summary>The metrics of one service. Creating a metric that is there already returns the one that is there. Thread safe.</summary>
public sealed class MetricRegistry
{
    private readonly ConcurrentDictionary<string, object> _families = new(StringComparer.Ordinal);

    /// <summary>A counter without labels.</summary>
    /// <param name="name">The full name, with its suffix <c>_total</c>.</param>
    /// <param name="help">What it counts.</param>
    public Counter CreateCounter(string name, string help) => CreateCounter(name, help, []).WithLabels();

    /// <summary>A counter with labels.</summary>
    public MetricFamily<Counter> CreateCounter(string name, string help, IReadOnlyList<string> labelNames) =>
        Family(name, help, labelNames, static () => new Counter());

    /// <summary>A gauge without labels.</summary>
    public Gauge CreateGauge(string name, string help) => CreateGauge(name, help, []).WithLabels();

    /// <summary>A gauge with labels.</summary>
    public MetricFamily<Gauge> CreateGauge(string name, string help, IReadOnlyList<string> labelNames) =>
        Family(name, help, labelNames, static () => new Gauge());

    /// <summary>A histogram without labels.</summary>
    /// <param name="name">The base name; the series end in <c>_bucket</c>, <c>_sum</c> and <c>_count</c>.</param>
    /// <param name="help">What is observed, with its unit.</param>
    /// <param name="bounds">The finite upper bounds, ascending.</param>
    public Histogram CreateHistogram(string name, string help, IReadOnlyList<double> bounds) =>
        CreateHistogram(name, help, bounds, []).WithLabels();

    /// <summary>A histogram with labels.</summary>
    public MetricFamily<Histogram> CreateHistogram(string name, string help, IReadOnlyList<double> bounds, IReadOnlyList<string> labelNames)
    {
        double[] copy = [.. bounds];
        return Family(name, help, labelNames, () => new Histogram(copy));
    }

    /// <summary>A summary without labels.</summary>
    public Summary CreateSummary(string name, string help) => CreateSummary(name, help, []).WithLabels();

    /// <summary>A summary with labels.</summary>
    public MetricFamily<Summary> CreateSummary(string name, string help, IReadOnlyList<string> labelNames) =>
        Family(name, help, labelNames, static () => new Summary());

    private MetricFamily<T> Family<T>(string name, string help, IReadOnlyList<string> labelNames, Func<T> create)
        where T : class =>
        _families.GetOrAdd(name, _ => new MetricFamily<T>(name, help, [.. labelNames], create)) as MetricFamily<T>
        ?? throw new InvalidOperationException($"Metric {name} is there already, with another type.");
}
