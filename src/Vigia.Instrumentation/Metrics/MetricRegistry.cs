using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Vigia.Instrumentation.Metrics.Cells;
using Vigia.Instrumentation.Metrics.Exposition;
using Vigia.Instrumentation.Metrics.Series;

namespace Vigia.Instrumentation.Metrics;

/// <summary>
/// The metrics of one service. Creating a metric that is there already returns the one that is there; creating it with
/// another type, other labels or other buckets is an error. Thread safe.
/// </summary>
/// <remarks>
/// Names follow Prometheus' classic grammar. The label names <c>le</c>, <c>quantile</c> and those that begin with
/// <c>__</c> are reserved. The registry exposes three metrics about itself:
/// <c>vigia_metrics_series_dropped_total{metric}</c>, <c>vigia_metrics_label_values_truncated_total{metric}</c> and
/// <c>vigia_metrics_collection_errors_total</c>.
/// </remarks>
public sealed class MetricRegistry
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, object> _families = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _claims = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, SeriesSet> _sets = new(StringComparer.Ordinal);
    private readonly CellAllocator _cells = new();
    private readonly CollectorList _collectors;
    private readonly ExemplarSource? _exemplars;
    private readonly SeriesLimits _limits;
    private readonly TimeProvider _time;
    private readonly bool _createdSeries;
    private readonly MetricFamily<Counter> _dropped;
    private readonly MetricFamily<Counter> _truncated;
    private readonly Counter _errors;
    private SeriesSet[]? _snapshot;
    private Scrape? _idleScrape;

    /// <summary>A registry with the default limits.</summary>
    public MetricRegistry()
        : this(new MetricsOptions())
    {
    }

    /// <summary>A registry with the limits of <paramref name="options"/>.</summary>
    /// <param name="options">Limits, exemplars and creation times; read once.</param>
    /// <param name="timeProvider">The clock for creation times and exemplars; the system's if null.</param>
    public MetricRegistry(MetricsOptions options, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        _time = timeProvider ?? TimeProvider.System;
        _createdSeries = options.CreatedSeries;
        _exemplars = options.Exemplars ? new ExemplarSource(_time) : null;

        // About the registry itself: their only label is a metric's name, so they need no cap, and have none to recurse into.
        _limits = new SeriesLimits(int.MaxValue, MetricName.MaxLength) { OnDropped = static _ => { }, OnTruncated = static _ => { } };
        _dropped = CreateCounter("vigia_metrics_series_dropped_total", "Consultas de séries além do limite por métrica", ["metric"]);
        _truncated = CreateCounter("vigia_metrics_label_values_truncated_total", "Consultas com valores de rótulo cortados ou corrigidos", ["metric"]);
        _errors = CreateCounter("vigia_metrics_collection_errors_total", "Falhas ao ler valores durante a coleta");
        _limits = new SeriesLimits(options.MaxSeriesPerMetric, options.MaxLabelValueLength)
        {
            OnDropped = metric => _dropped.WithLabels(metric).Increment(),
            OnTruncated = metric => _truncated.WithLabels(metric).Increment(),
        };
        _collectors = new CollectorList(_errors);
    }

    /// <summary>Counts what went wrong while values were read.</summary>
    internal Counter CollectionErrors => _errors;

    /// <summary>The number of the collection under way, or of the last one.</summary>
    internal long Cycle => _collectors.Cycle;

    /// <summary>A counter without labels.</summary>
    /// <param name="name">The full name, with its suffix <c>_total</c>.</param>
    /// <param name="help">What it counts.</param>
    public Counter CreateCounter(string name, string help) => CreateCounter(name, help, []).WithLabels();

    /// <summary>A counter with labels.</summary>
    /// <param name="name">The full name, with its suffix <c>_total</c>.</param>
    /// <param name="help">What it counts.</param>
    /// <param name="labelNames">The label names, in the order in which values will be given.</param>
    public MetricFamily<Counter> CreateCounter(string name, string help, IReadOnlyList<string> labelNames)
    {
        MetricDefinition definition = Define(name, help, MetricKind.Counter, labelNames);
        return Family(definition, CounterFactory(definition));
    }

    /// <summary>A gauge without labels.</summary>
    public Gauge CreateGauge(string name, string help) => CreateGauge(name, help, []).WithLabels();

    /// <summary>A gauge with labels.</summary>
    public MetricFamily<Gauge> CreateGauge(string name, string help, IReadOnlyList<string> labelNames) =>
        Family(Define(name, help, MetricKind.Gauge, labelNames), static () => new Gauge());

    /// <summary>A histogram without labels.</summary>
    /// <param name="name">The base name; the series end in <c>_bucket</c>, <c>_sum</c> and <c>_count</c>.</param>
    /// <param name="help">What is observed, with its unit.</param>
    /// <param name="bounds">The finite upper bounds, ascending strictly; 1 to 400.</param>
    public Histogram CreateHistogram(string name, string help, IReadOnlyList<double> bounds) =>
        CreateHistogram(name, help, bounds, []).WithLabels();

    /// <summary>A histogram with labels.</summary>
    /// <param name="name">The base name; the series end in <c>_bucket</c>, <c>_sum</c> and <c>_count</c>.</param>
    /// <param name="help">What is observed, with its unit.</param>
    /// <param name="bounds">The finite upper bounds, ascending strictly; 1 to 400.</param>
    /// <param name="labelNames">The label names, in the order in which values will be given.</param>
    public MetricFamily<Histogram> CreateHistogram(string name, string help, IReadOnlyList<double> bounds, IReadOnlyList<string> labelNames)
    {
        MetricDefinition definition =
            Define(name, help, MetricKind.Histogram, labelNames) with { Bounds = HistogramBounds.Create(name, bounds) };
        return Family(definition, () => new Histogram(_cells, definition.Bounds!, _exemplars));
    }

    /// <summary>A summary without labels.</summary>
    public Summary CreateSummary(string name, string help) => CreateSummary(name, help, []).WithLabels();

    /// <summary>A summary with labels.</summary>
    public MetricFamily<Summary> CreateSummary(string name, string help, IReadOnlyList<string> labelNames) =>
        Family(Define(name, help, MetricKind.Summary, labelNames), () => new Summary(_cells));

    /// <summary>
    /// Runs <paramref name="collect"/> at the beginning of each scrape, before any value is read; never twice at the
    /// same time. It should take no longer than some milliseconds. What it throws is counted in
    /// <c>vigia_metrics_collection_errors_total</c> and stops nothing else.
    /// </summary>
    public void OnCollect(Action collect)
    {
        ArgumentNullException.ThrowIfNull(collect);
        _collectors.Add(collect);
    }

    /// <summary>
    /// Writes all metrics, sorted by name, their series sorted by labels. Many may run at the same time. The writer is
    /// flushed on the way and at the end, and stays open.
    /// </summary>
    /// <param name="output">Where the text goes; the caller owns it.</param>
    /// <param name="format">The text format.</param>
    /// <param name="cancellationToken">Stops between two pieces of about 48 KiB.</param>
    public ValueTask WriteAsync(PipeWriter output, ExpositionFormat format, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(output);
        return WriteAsync(output, compressed: null, format, cancellationToken);
    }

    /// <summary>Writes to <paramref name="compressed"/> if it is not null, else to <paramref name="output"/>.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    internal async ValueTask WriteAsync(PipeWriter? output, Stream? compressed, ExpositionFormat format, CancellationToken cancellationToken)
    {
        long cycle = _collectors.Collect();
        Scrape scrape = Interlocked.Exchange(ref _idleScrape, null) ?? new Scrape();
        scrape.Writer.Start(format, _createdSeries, cycle, _errors);
        await scrape.WriteAsync(Snapshot(), output, compressed, cancellationToken);

        // Not given back after a failure: whoever failed may still hold the buffer.
        Volatile.Write(ref _idleScrape, scrape);
    }

    /// <summary>A metric whose series bring their own label names, or null where the name is taken by something else.</summary>
    internal SeriesSet<TMetric>? TryCreateOpen<TMetric>(MetricDefinition definition, Func<MetricRegistry, TMetric> create)
        where TMetric : class
    {
        MetricName.Validate(definition.Name);
        lock (_gate)
        {
            if (_sets.TryGetValue(definition.Name, out SeriesSet? there))
            {
                return there.Definition.DifferenceFrom(definition) is null ? there as SeriesSet<TMetric> : null;
            }

            return ClaimedBy(definition) is null ? Register(definition, () => create(this)) : null;
        }
    }

    internal Counter NewCounter(MetricDefinition definition) => CounterFactory(definition)();

    internal Histogram NewHistogram(MetricDefinition definition) => new(_cells, definition.Bounds!, _exemplars);

    private static MetricDefinition Define(string name, string help, MetricKind kind, IReadOnlyList<string> labelNames)
    {
        ArgumentNullException.ThrowIfNull(help);
        ArgumentNullException.ThrowIfNull(labelNames);
        string[] labels = [.. labelNames];
        MetricName.Validate(name);
        MetricName.ValidateLabels(name, labels);
        return new MetricDefinition { Name = name, Help = help, Kind = kind, LabelNames = labels };
    }

    private Func<Counter> CounterFactory(MetricDefinition definition)
    {
        // OpenMetrics allows exemplars only on samples that end in _total.
        ExemplarSource? exemplars = definition.BaseName == definition.Name ? null : _exemplars;
        return () => new Counter(_cells, exemplars);
    }

    private MetricFamily<TMetric> Family<TMetric>(MetricDefinition definition, Func<TMetric> create)
        where TMetric : class
    {
        lock (_gate)
        {
            if (_sets.TryGetValue(definition.Name, out SeriesSet? there))
            {
                return there.Definition.DifferenceFrom(definition) is { } difference
                    ? throw new InvalidOperationException($"Metric {definition.Name} is there already, and {difference}.")
                    : (MetricFamily<TMetric>)_families[definition.Name];
            }

            if (ClaimedBy(definition) is { } clash)
            {
                throw new InvalidOperationException(
                    $"Metric {definition.Name} cannot be created: metric {clash} would expose series of the same name.");
            }

            var family = new MetricFamily<TMetric>(Register(definition, create));
            _families.Add(definition.Name, family);
            return family;
        }
    }

    private string? ClaimedBy(MetricDefinition definition)
    {
        foreach (string name in definition.ClaimedNames())
        {
            if (_claims.TryGetValue(name, out string? owner))
            {
                return owner;
            }
        }

        return null;
    }

    private SeriesSet<TMetric> Register<TMetric>(MetricDefinition definition, Func<TMetric> create)
        where TMetric : class
    {
        var set = new SeriesSet<TMetric>(definition, _limits, _time, create);
        foreach (string name in definition.ClaimedNames())
        {
            _claims.Add(name, definition.Name);
        }

        _sets.Add(definition.Name, set);
        _snapshot = null;
        return set;
    }

    private SeriesSet[] Snapshot()
    {
        lock (_gate)
        {
            return _snapshot ??= [.. _sets.Values];
        }
    }
}
