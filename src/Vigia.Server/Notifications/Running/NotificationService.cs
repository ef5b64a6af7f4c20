using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Vigia.Server.Configuration.Reading;
using Vigia.Server.Configuration.Reload;
using Vigia.Server.Notifications.Configuration.Model;
using Vigia.Server.Notifications.Delivery;
using Vigia.Server.Notifications.Silences;

namespace Vigia.Server.Notifications.Running;

/// <summary>Drives the notices: tells of groups when they are due, tidies, follows the configuration, and calls the heartbeat's address.</summary>
internal sealed partial class NotificationService(
    NotificationCenter center, IConfigurationReloader reloader, TimeProvider time, ILogger<NotificationService> logger) : BackgroundService
{
    private static readonly TimeSpan MaintenanceInterval = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ShowInterval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan WatchInterval = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using IDisposable subscription = reloader.OnChange((_, cancellationToken) => center.ReloadAsync(cancellationToken));
        LogWarnings();
        await Task.WhenAll(FlushAsync(stoppingToken), WatchAsync(stoppingToken), BeatAsync(stoppingToken));
    }

    private async Task FlushAsync(CancellationToken stoppingToken)
    {
        DateTimeOffset maintained = time.GetUtcNow();
        DateTimeOffset shown = DateTimeOffset.MinValue;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                center.FlushDue(failure =>
                {
                    if (failure is not null)
                    {
                        LogFailed(failure);
                    }
                });
                if (time.GetUtcNow() - maintained >= MaintenanceInterval)
                {
                    maintained = time.GetUtcNow();
                    center.Maintain();
                }

                // Counting asks every alert; a loop that alerts wake at any moment must not do it each time.
                if (time.GetUtcNow() - shown >= ShowInterval)
                {
                    shown = time.GetUtcNow();
                    Show();
                }

                await center.WaitAsync(ShowInterval, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception) when (exception is Microsoft.Data.Sqlite.SqliteException or IOException)
            {
                // The disk may be full for a while; what is due stays due.
                LogFailed(exception);
                await Task.Delay(TimeSpan.FromSeconds(5), time, stoppingToken);
            }
        }
    }

    private async Task WatchAsync(CancellationToken stoppingToken)
    {
        var watch = new FileWatch(() => center.Files, WatchInterval, time);
        watch.Start();
        while (true)
        {
            await watch.WaitAsync(stoppingToken);
            try
            {
                await center.ReloadAsync(stoppingToken);
                LogLoaded(center.Runtime.Configuration.Path);
                LogWarnings();
            }
            catch (ConfigurationException exception)
            {
                LogRefused(exception.Message);
            }
        }
    }

    private async Task BeatAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            HeartbeatConfiguration? heartbeat = center.Runtime.Options.Heartbeat;
            await Task.Delay(heartbeat?.Interval ?? MaintenanceInterval, time, stoppingToken);
            if (heartbeat is null)
            {
                continue;
            }

            SendResult result = IsWell()
                ? await HeartbeatCall.SendAsync(heartbeat, center.Runtime.Guard, time, stoppingToken)
                : new SendResult(SendOutcome.Failed, "unwell", "a receiver fails, or a group is overdue: the call is left out");
            center.Parts.Metrics.Heartbeats.WithLabels(result.Reason).Increment();
            if (result.Outcome != SendOutcome.Sent)
            {
                LogHeartbeat(result.Detail);
            }
        }
    }

    /// <summary>Whether no receiver is failing and no group waits long beyond its time.</summary>
    private bool IsWell()
    {
        NotificationRuntime runtime = center.Runtime;
        return !runtime.Receivers.Values.Any(static ways => ways.Any(static way => way.IsOpen))
            && (runtime.Dispatcher.NextFlush is not { } next || next > time.GetUtcNow() - MaintenanceInterval);
    }

    private void Show()
    {
        DateTimeOffset now = time.GetUtcNow();
        NotificationMetrics metrics = center.Parts.Metrics;
        NotificationRuntime runtime = center.Runtime;
        metrics.Groups.Set(runtime.Dispatcher.Count);
        ILookup<bool, Alerts.StoredAlert> alerts = center.Parts.Alerts.All.Where(alert => !alert.IsResolvedAt(now))
            .ToLookup(alert => (runtime.Suppressor.Inhibition(alert, now) ?? runtime.Suppressor.OfAlert(alert, now)) is not null);
        metrics.Alerts.WithLabels("active").Set(alerts[false].Count());
        metrics.Alerts.WithLabels("suppressed").Set(alerts[true].Count());
        foreach (SilenceState state in Enum.GetValues<SilenceState>())
        {
            string name = state switch { SilenceState.Active => "active", SilenceState.Pending => "pending", _ => "expired" };
            metrics.Silences.WithLabels(name).Set(center.Parts.Silences.All.Count(silence => silence.StateAt(now) == state));
        }

        foreach (Integration way in runtime.Receivers.Values.SelectMany(static ways => ways))
        {
            metrics.Watch(way);
        }
    }

    private void LogWarnings()
    {
        foreach (ConfigurationIssue issue in center.Runtime.Configuration.Warnings.Concat(center.Runtime.Options.Warnings))
        {
            if (issue.IsNote)
            {
                LogNote(issue);
            }
            else
            {
                LogWarning(issue.ToString());
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Configuração de avisos carregada")]
    private partial void LogLoaded(string file);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Configuração de avisos: {Issue}")]
    private partial void LogWarning(string issue);

    [LoggerMessage(Level = LogLevel.Information, Message = "Avisos: {Issue}")]
    private partial void LogNote(ConfigurationIssue issue);

    [LoggerMessage(Level = LogLevel.Error, Message = "Configuração de avisos recusada, a anterior continua valendo: {Issue}")]
    private partial void LogRefused(string issue);

    [LoggerMessage(Level = LogLevel.Error, Message = "Não foi possível avisar de um grupo de alertas")]
    private partial void LogFailed(Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "O sinal de vida não foi dado: {Reason}")]
    private partial void LogHeartbeat(string reason);
}
