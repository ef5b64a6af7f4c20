using Vigia.Instrumentation.Metrics;
using Vigia.Server.Notifications.Delivery;
using Vigia.Server.Notifications.Dispatch;

namespace Vigia.Server.Notifications;

/// <summary>Metrics of alerts and notices, by Alertmanager's names where it has them.</summary>
internal sealed class NotificationMetrics(MetricRegistry registry)
{
    private readonly MetricFamily<Counter> _sent = registry.CreateCounter("alertmanager_notifications_total", "The total number of attempted notifications.", ["integration"]);
    private readonly MetricFamily<Counter> _failed = registry.CreateCounter("alertmanager_notifications_failed_total", "The total number of failed notifications.", ["integration"]);
    private readonly MetricFamily<Counter> _suppressed = registry.CreateCounter("alertmanager_notifications_suppressed_total", "The total number of notifications suppressed.", ["reason"]);
    private readonly MetricFamily<Counter> _received = registry.CreateCounter("alertmanager_alerts_received_total", "The total number of received alerts.", ["status"]);
    private readonly MetricFamily<Counter> _own = registry.CreateCounter("vigia_notifications_total", "Tentativas de enviar um aviso", ["integration", "receiver"]);
    private readonly MetricFamily<Counter> _ownFailed = registry.CreateCounter("vigia_notifications_failed_total", "Tentativas de enviar um aviso que falharam", ["integration", "receiver", "reason"]);

    private readonly MetricFamily<Histogram> _latency = registry.CreateHistogram(
        "alertmanager_notification_latency_seconds", "The latency of notifications in seconds.", [1, 5, 10, 15, 20], ["integration"]);

    /// <summary>Alerts that were no alerts.</summary>
    public Counter Invalid { get; } = registry.CreateCounter("alertmanager_alerts_invalid_total", "The total number of received alerts that were invalid.");

    /// <summary>Alerts that found no place: there are too many alerts or groups.</summary>
    public Counter Refused { get; } = registry.CreateCounter("vigia_alerts_refused_total", "Alertas recusados por haver alertas demais");

    /// <summary>Alerts by state.</summary>
    public MetricFamily<Gauge> Alerts { get; } = registry.CreateGauge("alertmanager_alerts", "How many alerts by state.", ["state"]);

    /// <summary>Silences by state.</summary>
    public MetricFamily<Gauge> Silences { get; } = registry.CreateGauge("alertmanager_silences", "How many silences by state.", ["state"]);

    /// <summary>Groups.</summary>
    public Gauge Groups { get; } = registry.CreateGauge("alertmanager_dispatcher_aggregation_groups", "Number of active aggregation groups");

    /// <summary>Whether the last reading of the configuration went well.</summary>
    public Gauge ReloadSucceeded { get; } = registry.CreateGauge("alertmanager_config_last_reload_successful", "Whether the last configuration reload attempt was successful.");

    /// <summary>Calls of the heartbeat's address by what came of them.</summary>
    public MetricFamily<Counter> Heartbeats { get; } = registry.CreateCounter("vigia_heartbeats_total", "Chamadas do endereço de sinal de vida", ["result"]);

    /// <summary>Plots for mails by what came of them.</summary>
    public MetricFamily<Counter> Plots { get; } = registry.CreateCounter("vigia_notification_plots_total", "Gráficos para e-mails: desenhados, sem dados, ou que falharam", ["result"]);

    /// <summary>Notices that wait or are being sent.</summary>
    public MetricFamily<Gauge> Pending { get; } = registry.CreateGauge("vigia_notifications_pending", "Avisos à espera ou em envio", ["integration", "receiver"]);

    public void Received(int firing, int resolved)
    {
        _received.WithLabels("firing").Increment(firing);
        _received.WithLabels("resolved").Increment(resolved);
    }

    public void Suppressed(SuppressionKind kind) => _suppressed.WithLabels(kind switch
    {
        SuppressionKind.Inhibited => "inhibition",
        SuppressionKind.Silenced => "silence",
        SuppressionKind.Muted => "mute_time_interval",
        SuppressionKind.Inactive => "active_time_interval",
        _ => "acknowledgement",
    }).Increment();

    /// <summary>Counts an attempt.</summary>
    public void Attempted(Integration way, SendResult result, TimeSpan took)
    {
        string kind = way.Configuration.Kind;
        _sent.WithLabels(kind).Increment();
        _own.WithLabels(kind, way.Receiver).Increment();
        _latency.WithLabels(kind).Observe(took.TotalSeconds);
        if (result.Outcome != SendOutcome.Sent)
        {
            _failed.WithLabels(kind).Increment();
            _ownFailed.WithLabels(kind, way.Receiver, result.Reason).Increment();
        }
    }

    /// <summary>Shows a way's queue.</summary>
    public void Watch(Integration way) => Pending.WithLabels(way.Configuration.Kind, way.Receiver).Set(way.Pending);
}
