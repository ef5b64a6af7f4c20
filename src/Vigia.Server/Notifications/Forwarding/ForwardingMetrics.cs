using Microsoft.Extensions.Logging;
using Vigia.Instrumentation.Metrics;

namespace Vigia.Server.Notifications.Forwarding;

/// <summary>Counts what is sent to outside Alertmanagers, by Prometheus' names, and logs what fails.</summary>
internal sealed partial class ForwardingMetrics(MetricRegistry registry, ILogger<ForwardingMetrics> logger)
{
    private readonly MetricFamily<Counter> _errors = registry.CreateCounter(
        "prometheus_notifications_errors_total", "Total number of sent alerts affected by errors.", ["alertmanager"]);

    public MetricFamily<Counter> Sent { get; } = registry.CreateCounter("prometheus_notifications_sent_total", "Total number of alerts sent.", ["alertmanager"]);

    public MetricFamily<Counter> Dropped { get; } = registry.CreateCounter(
        "prometheus_notifications_dropped_total", "Total number of alerts dropped due to errors when sending to Alertmanager.", ["alertmanager"]);

    public Gauge Targets { get; } = registry.CreateGauge("prometheus_notifications_alertmanagers_discovered", "The number of alertmanagers discovered and active.");

    public void Failed(string alertmanager, int alerts, string reason)
    {
        _errors.WithLabels(alertmanager).Increment(alerts);
        Dropped.WithLabels(alertmanager).Increment(alerts);
        LogFailed(alerts, alertmanager, reason);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} alertas não chegaram ao Alertmanager {Address}: {Reason}")]
    private partial void LogFailed(int count, string address, string reason);
}
