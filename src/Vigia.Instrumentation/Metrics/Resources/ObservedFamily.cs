using System.Text;
using Vigia.Instrumentation.Metrics.Series;

namespace Vigia.Instrumentation.Metrics.Resources;

/// <summary>A metric whose values a collector reads from the system. Not thread safe: collections never overlap.</summary>
internal sealed class ObservedFamily
{
    private readonly SeriesSet<ObservedValue> _series;
    private readonly MetricRegistry _registry;
    private readonly List<(byte[] Key, ObservedValue Value)> _byKey = [];

    public ObservedFamily(MetricRegistry registry, string name, string help, MetricKind kind, params string[] labelNames)
    {
        var definition = new MetricDefinition { Name = name, Help = help, Kind = kind, LabelNames = labelNames };
        _registry = registry;
        _series = registry.TryCreateOpen(definition, static _ => new ObservedValue())
            ?? throw new InvalidOperationException($"Metric {name} is there already, with another type.");
    }

    /// <summary>Sets the series without labels.</summary>
    public void Set(double value) => Set(default, value);

    /// <summary>Sets the series whose only label is the text <paramref name="key"/>.</summary>
    public void Set(ReadOnlySpan<byte> key, double value)
    {
        foreach ((byte[] known, ObservedValue series) in _byKey)
        {
            if (key.SequenceEqual(known))
            {
                series.Set(value, _registry.Cycle);
                return;
            }
        }

        // Beyond the cap of the set this is its sink, so the list is bounded by what the set counts as dropped.
        ObservedValue added = key.IsEmpty ? _series.Get([]) : _series.Get([Encoding.UTF8.GetString(key)]);
        if (!_series.IsFull)
        {
            _byKey.Add((key.ToArray(), added));
        }

        added.Set(value, _registry.Cycle);
    }

    /// <summary>The series with these label values, to be kept.</summary>
    public ObservedValue Get(params ReadOnlySpan<string> labelValues) => _series.Get(labelValues);
}
