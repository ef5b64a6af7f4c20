using System.Diagnostics.Metrics;
using Vigia.Instrumentation.Metrics.Series;
using Tag = System.Collections.Generic.KeyValuePair<string, object?>;

namespace Vigia.Instrumentation.Metrics.Meters;

/// <summary>
/// Turns the instruments of <c>System.Diagnostics.Metrics</c> into metrics of a registry. Instruments of the same name
/// and kind share one metric, whichever meter they belong to.
/// </summary>
/// <remarks>
/// What cannot be taken (too many instruments, a name that another metric has) is left out and counted in
/// <c>vigia_metrics_instruments_dropped_total{reason}</c>.
/// </remarks>
internal sealed class MeterBridge : IDisposable
{
    private readonly MetricRegistry _registry;
    private readonly MeterFilter _filter;
    private readonly Counter _beyondLimit;
    private readonly Counter _clashes;
    private readonly int _maxInstruments;
    private readonly int _maxCachedTags;
    private readonly MeterListener _listener = new();
    private int _instruments;

    public MeterBridge(MetricRegistry registry, MetricsOptions options)
    {
        _registry = registry;
        _filter = new MeterFilter(options.IncludeMeters, options.ExcludeMeters);
        _maxInstruments = options.MaxInstruments;

        // Twice the series: the same tags may come in more than one order.
        _maxCachedTags = (int)Math.Min(2L * options.MaxSeriesPerMetric, int.MaxValue);
        MetricFamily<Counter> dropped = registry.CreateCounter(
            "vigia_metrics_instruments_dropped_total", "Instrumentos de medidores que não são expostos", ["reason"]);
        _beyondLimit = dropped.WithLabels("limit");
        _clashes = dropped.WithLabels("clash");

        _listener.InstrumentPublished = OnPublished;
        _listener.SetMeasurementEventCallback<double>(static (_, value, tags, state) => Record(value, tags, state));
        _listener.SetMeasurementEventCallback<float>(static (_, value, tags, state) => Record(value, tags, state));
        _listener.SetMeasurementEventCallback<long>(static (_, value, tags, state) => Record(value, tags, state));
        _listener.SetMeasurementEventCallback<int>(static (_, value, tags, state) => Record(value, tags, state));
        _listener.SetMeasurementEventCallback<short>(static (_, value, tags, state) => Record(value, tags, state));
        _listener.SetMeasurementEventCallback<byte>(static (_, value, tags, state) => Record(value, tags, state));
        _listener.SetMeasurementEventCallback<decimal>(static (_, value, tags, state) => Record((double)value, tags, state));
    }

    /// <summary>Begins to listen. Observable instruments are read at each scrape.</summary>
    public void Start()
    {
        _listener.Start();
        _registry.OnCollect(_listener.RecordObservableInstruments);
    }

    public void Dispose() => _listener.Dispose();

    private static void Record(double value, ReadOnlySpan<Tag> tags, object? state) => ((InstrumentRecorder)state!).Record(value, tags);

    private static MetricKind? KindOf(Type instrument)
    {
        Type type = instrument.IsGenericType ? instrument.GetGenericTypeDefinition() : instrument;
        return type == typeof(Counter<>) || type == typeof(ObservableCounter<>) ? MetricKind.Counter
            : type == typeof(Histogram<>) ? MetricKind.Histogram
            : type == typeof(UpDownCounter<>) || type == typeof(Gauge<>)
                || type == typeof(ObservableUpDownCounter<>) || type == typeof(ObservableGauge<>) ? MetricKind.Gauge
            : null;
    }

    private void OnPublished(Instrument instrument, MeterListener listener)
    {
        if (!_filter.Accepts(instrument.Meter.Name) || KindOf(instrument.GetType()) is not { } kind)
        {
            return;
        }

        if (Volatile.Read(ref _instruments) >= _maxInstruments)
        {
            _beyondLimit.Increment();
            return;
        }

        if (CreateRecorder(instrument, kind) is not { } recorder)
        {
            _clashes.Increment();
            return;
        }

        Interlocked.Increment(ref _instruments);
        listener.EnableMeasurementEvents(instrument, recorder);
    }

    private InstrumentRecorder? CreateRecorder(Instrument instrument, MetricKind kind)
    {
        string name = InstrumentNaming.Metric(instrument.Name, instrument.Unit, kind);
        if (name.Length > MetricName.MaxLength)
        {
            return null;
        }

        var definition = new MetricDefinition
        {
            Name = name,
            Help = string.IsNullOrEmpty(instrument.Description) ? instrument.Name : instrument.Description,
            Kind = kind,
            LabelNames = null,
        };
        if (instrument.IsObservable)
        {
            return Series(definition, static _ => new ObservedValue()) is { } observed ? new ObservedRecorder(observed, _registry) : null;
        }

        switch (kind)
        {
            case MetricKind.Counter:
                return Series(definition, registry => registry.NewCounter(definition)) is { } counters
                    ? new CounterRecorder(counters, _registry.CollectionErrors)
                    : null;
            case MetricKind.Histogram:
                definition = definition with { Bounds = HistogramBounds.Create(name, InstrumentBuckets.For(instrument)) };
                return Series(definition, registry => registry.NewHistogram(definition)) is { } histograms
                    ? new HistogramRecorder(histograms)
                    : null;
            default:
                return Series(definition, static _ => new Gauge()) is not { } gauges ? null
                    : instrument.GetType().GetGenericTypeDefinition() == typeof(Gauge<>) ? new GaugeRecorder(gauges)
                    : new UpDownRecorder(gauges);
        }
    }

    private TaggedSeries<TMetric>? Series<TMetric>(MetricDefinition definition, Func<MetricRegistry, TMetric> create)
        where TMetric : class =>
        _registry.TryCreateOpen(definition, create) is { } set ? new TaggedSeries<TMetric>(set, _maxCachedTags) : null;
}
