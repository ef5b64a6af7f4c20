using Vigia.Server.Notifications.Alerts;
using Vigia.Server.Notifications.Configuration.Model;
using Vigia.Server.Notifications.Delivery;
using Vigia.Server.Notifications.Dispatch;
using Vigia.Server.Notifications.Inhibition;
using Vigia.Server.Notifications.Notifiers;
using Vigia.Server.Notifications.Templates;

namespace Vigia.Server.Notifications.Running;

/// <summary>What one configuration sets up: routes, groups, receivers. Replaced whole when the configuration changes. Thread safe.</summary>
internal sealed class NotificationRuntime : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _lock = new();
    private readonly HashSet<Task> _flushes = [];
    private readonly Flush _flush;
    private readonly Inhibitor _inhibitor;
    private bool _isStopping;

    public NotificationRuntime(AlertmanagerConfiguration configuration, NotifyConfiguration options, NotificationParts parts)
    {
        (Configuration, Options) = (configuration, options);
        TemplateSet templates = TemplateSet.Load(configuration.Templates, parts.Time);
        var guard = new OutboundGuard(options.ForbidPrivateAddresses);
        Guard = guard;
        Receivers = configuration.Receivers.ToDictionary(
            static receiver => receiver.Name,
            receiver => (IReadOnlyList<Integration>)[.. receiver.Integrations.Select(way =>
                new Integration(receiver.Name, way, options.For(receiver.Name), NotifierFactory.Create(way, options.For(receiver.Name), templates, guard, parts.Plots, parts.Time), parts.Time))],
            StringComparer.Ordinal);
        Dispatcher = new Dispatcher(configuration.Route, parts.Time);
        _inhibitor = new Inhibitor(configuration.InhibitRules);
        Suppressor = new Suppressor(_inhibitor, parts.Silences, parts.Acknowledgements, configuration.TimeIntervals);
        _flush = new Flush(Suppressor, Receivers, parts.Log, parts.Store, options, parts.Values, parts.Metrics, parts.Time);
    }

    public AlertmanagerConfiguration Configuration { get; }

    public NotifyConfiguration Options { get; }

    public OutboundGuard Guard { get; }

    public IReadOnlyDictionary<string, IReadOnlyList<Integration>> Receivers { get; }

    public Dispatcher Dispatcher { get; }

    public Suppressor Suppressor { get; }

    /// <summary>Takes an alert's newest state.</summary>
    public void Take(StoredAlert alert)
    {
        _inhibitor.Take(alert);
        Dispatcher.Insert(alert);
    }

    /// <summary>Begins to tell of every group that is due.</summary>
    /// <param name="finished">Called when one is done, with what went wrong beyond a receiver's own failure.</param>
    public void FlushDue(Action<Exception?> finished)
    {
        foreach ((AlertGroup group, IReadOnlyList<StoredAlert> alerts) in Dispatcher.TakeDue())
        {
            Task flush;
            lock (_lock)
            {
                // The next configuration tells of what this one no longer begins.
                if (_isStopping)
                {
                    return;
                }

                flush = Task.Run(() => FlushAsync(group, alerts, finished), CancellationToken.None);
                _flushes.Add(flush);
            }

            _ = flush.ContinueWith(
                done =>
                {
                    lock (_lock)
                    {
                        _flushes.Remove(done);
                    }
                },
                CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default);
        }
    }

    /// <summary>Completes when nothing that was begun is in hand any more.</summary>
    public Task IdleAsync()
    {
        lock (_lock)
        {
            return Task.WhenAll(_flushes);
        }
    }

    public void Maintain(DateTimeOffset now)
    {
        Dispatcher.Maintain();
        _inhibitor.Maintain(now);
    }

    /// <summary>Ends waits, lets attempts in hand end, and closes what sends.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            if (_isStopping)
            {
                return;
            }

            _isStopping = true;
        }

        await _stopping.CancelAsync();
        await IdleAsync();
        foreach (Integration way in Receivers.Values.SelectMany(static ways => ways))
        {
            way.Dispose();
        }

        _stopping.Dispose();
    }

    private async Task FlushAsync(AlertGroup group, IReadOnlyList<StoredAlert> alerts, Action<Exception?> finished)
    {
        FlushReport? report = null;
        Exception? failure = null;
        try
        {
            report = await _flush.RunAsync(group, alerts, _stopping.Token);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // What was not told is told by the next configuration, or after the next start.
        }
        catch (Exception exception)
        {
            // The store may fail: the group comes again at its next turn.
            failure = exception;
        }

        Dispatcher.Finish(group, alerts, report);
        finished(failure);
    }
}
