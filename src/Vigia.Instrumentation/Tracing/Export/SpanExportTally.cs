using Vigia.Instrumentation.Metrics;

namespace Vigia.Instrumentation.Tracing.Export;

/// <summary>Bounds and counts the spans between their end and the collector's answer. Thread safe.</summary>
internal sealed class SpanExportTally
{
    private readonly int _capacity;
    private readonly Counter _exported;
    private readonly Counter _queueFull;
    private readonly Counter _exportFailed;
    private int _pending;

    public SpanExportTally(MetricRegistry registry, int capacity)
    {
        _capacity = capacity;
        _exported = registry.CreateCounter("spans_exported_total", "Total de spans exportados por OTLP");
        MetricFamily<Counter> dropped = registry.CreateCounter("spans_dropped_total", "Total de spans descartados", ["reason"]);
        _queueFull = dropped.WithLabels("queue_full");
        _exportFailed = dropped.WithLabels("export_failed");
    }

    /// <summary>Takes a place in the queue; false, and counted, where there is none.</summary>
    public bool TryReserve()
    {
        if (Interlocked.Increment(ref _pending) <= _capacity)
        {
            return true;
        }

        Interlocked.Decrement(ref _pending);
        _queueFull.Increment();
        return false;
    }

    /// <summary>Gives the places of an export back, after the exporter has read all its spans.</summary>
    public void Complete(long spans, bool succeeded)
    {
        Interlocked.Add(ref _pending, -(int)spans);
        (succeeded ? _exported : _exportFailed).Increment(spans);
    }
}
