using System.Collections.Concurrent;
using Vigia.Instrumentation.Metrics;

namespace Vigia.Integration.Processing;

/// <summary>The metrics of the processing path, their handles resolved once. Thread safe.</summary>
internal sealed class ProcessingMetrics
{
    private readonly MetricFamily<Counter> _processed;
    private readonly MetricFamily<Counter> _errors;
    private readonly MetricFamily<Counter> _retries;
    private readonly Histogram _processingTime;
    private readonly Histogram _criticalTime;
    private readonly Counter _deferredByBreaker;
    private readonly Counter _deferredByRoute;
    private readonly ConcurrentDictionary<(string Protocol, string Status), Counter> _processedBy = new();

    public ProcessingMetrics(ServiceMetrics metrics, MetricRegistry registry)
    {
        _processed = metrics.MessagesProcessed;
        _errors = metrics.Errors;
        _retries = metrics.MessageRetries;
        _processingTime = metrics.ProcessingTime;
        _criticalTime = metrics.CriticalTime;
        MetricFamily<Counter> deferred = registry.CreateCounter(
            "messages_deferred_total", "Total de mensagens adiadas sem tentativa", ["reason"]);
        _deferredByBreaker = deferred.WithLabels("circuit_open");
        _deferredByRoute = deferred.WithLabels("route_busy");
    }

    /// <summary>One attempt is over, however it ended.</summary>
    public void Attempted(TimeSpan duration) => _processingTime.Observe(duration.TotalSeconds);

    /// <summary>A message is finished.</summary>
    /// <param name="protocol">The message's.</param>
    /// <param name="status">success, error or filtered.</param>
    public void Finished(string protocol, string status) =>
        _processedBy.GetOrAdd((protocol, status), static (key, family) => family.WithLabels(key.Protocol, key.Status), _processed).Increment();

    /// <summary>A message went its whole way well. Clocks that disagree never make the time negative.</summary>
    public void Completed(TimeSpan sinceSent) => _criticalTime.Observe(Math.Max(0, sinceSent.TotalSeconds));

    public void Failed(string errorType, string source) => _errors.WithLabels(errorType, source).Increment();

    public void Retried(string errorType) => _retries.WithLabels(errorType).Increment();

    public void DeferredByBreaker() => _deferredByBreaker.Increment();

    public void DeferredByRoute() => _deferredByRoute.Increment();
}
