using Vigia.Instrumentation.Metrics.Series;

namespace Vigia.Instrumentation.Metrics;

/// <summary>All series of one metric name: one <typeparamref name="TMetric"/> per combination of label values. Thread safe.</summary>
/// <typeparam name="TMetric">Counter, gauge, histogram or summary.</typeparam>
public sealed class MetricFamily<TMetric>
    where TMetric : class
{
    private readonly SeriesSet<TMetric> _series;
    private readonly string[] _labelNames;

    internal MetricFamily(SeriesSet<TMetric> series)
    {
        _series = series;
        _labelNames = series.Definition.LabelNames ?? [];
    }

    /// <summary>The metric's name.</summary>
    public string Name => _series.Definition.Name;

    /// <summary>The help text.</summary>
    public string Help => _series.Definition.Help;

    /// <summary>The label names, in the order in which values are given.</summary>
    public IReadOnlyList<string> LabelNames => _labelNames;

    /// <summary>
    /// The series with these label values, made at the first call. Resolve it once and keep it: the handle is the
    /// fast path; this look-up allocates nothing either, but hashes every value.
    /// </summary>
    /// <remarks>
    /// Values longer than <see cref="MetricsOptions.MaxLabelValueLength"/> are cut. Past
    /// <see cref="MetricsOptions.MaxSeriesPerMetric"/> series, new combinations share one handle that is not exposed.
    /// Both are counted in metrics of their own.
    /// </remarks>
    /// <param name="labelValues">One value per label name, in the same order.</param>
    /// <exception cref="ArgumentException">The number of values differs from the number of names, or a value is null.</exception>
    public TMetric WithLabels(params ReadOnlySpan<string> labelValues)
    {
        if (labelValues.Length != _labelNames.Length)
        {
            throw new ArgumentException(
                $"Metric {Name} has {_labelNames.Length} labels ({string.Join(", ", _labelNames)}), but {labelValues.Length} values were given.",
                nameof(labelValues));
        }

        return _series.Get(labelValues);
    }

    /// <summary>
    /// Takes the series with these label values out of what is exposed. A handle to it that is still held goes on to count and is not seen any more;
    /// <see cref="WithLabels"/> with the same values makes another.
    /// </summary>
    /// <param name="labelValues">One value per label name, in the same order.</param>
    /// <returns>Whether there was one.</returns>
    public bool Remove(params ReadOnlySpan<string> labelValues) => labelValues.Length == _labelNames.Length && _series.Remove(labelValues);
}
