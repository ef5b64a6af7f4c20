using System.Collections.Concurrent;

namespace Vigia.Instrumentation.Metrics;

/// <summary>All series of one metric name: one <typeparamref name="TMetric"/> per combination of label values. Thread safe.</summary>
/// <typeparam name="TMetric">Counter, gauge, histogram or summary.</typeparam>
public sealed class MetricFamily<TMetric>
    where TMetric : class
{
    private readonly ConcurrentDictionary<string, TMetric> _series = new(StringComparer.Ordinal);
    private readonly Func<TMetric> _create;

    internal MetricFamily(string name, string help, string[] labelNames, Func<TMetric> create)
    {
        Name = name;
        Help = help;
        LabelNames = labelNames;
        _create = create;
    }

    /// <summary>The metric's name.</summary>
    public string Name { get; }

    /// <summary>The help text.</summary>
    public string Help { get; }

    /// <summary>The label names, in the order in which values are given.</summary>
    public IReadOnlyList<string> LabelNames { get; }

    /// <summary>
    /// The series with these label values, made at the first call. Resolve it once and keep it: the handle is the
    /// fast path, this look-up is not.
    /// </summary>
    /// <param name="labelValues">One value per label name, in the same order.</param>
    /// <exception cref="ArgumentException">The number of values differs from the number of names.</exception>
    public TMetric WithLabels(params ReadOnlySpan<string> labelValues)
    {
        if (labelValues.Length != LabelNames.Count)
        {
            throw new ArgumentException(
                $"Metric {Name} has {LabelNames.Count} labels ({string.Join(", ", LabelNames)}), but {labelValues.Length} values were given.",
                nameof(labelValues));
        }

        return _series.GetOrAdd(string.Join('\xff', labelValues!), _ => _create());
    }
}
