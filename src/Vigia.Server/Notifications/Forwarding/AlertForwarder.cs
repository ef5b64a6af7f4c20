using Microsoft.Extensions.Hosting;
using Vigia.Model.Alerts;
using Vigia.Model.Labels;
using Vigia.Server.Configuration.Model;
using Vigia.Server.Configuration.Reload;
using Vigia.Server.Relabeling;

namespace Vigia.Server.Notifications.Forwarding;

/// <summary>Sends the alerts of rules to the Alertmanagers that <c>prometheus.yml</c> names under <c>alerting</c>. Thread safe.</summary>
internal sealed class AlertForwarder(IConfigurationReloader reloader, ForwardingMetrics metrics, TimeProvider time) : IHostedService, IAsyncDisposable
{
    private readonly Lock _lock = new();
    private volatile Setup _setup = new([], [], LabelSet.Empty);
    private IDisposable? _subscription;

    /// <summary>Where alerts are sent to.</summary>
    public IReadOnlyList<Uri> Active => [.. _setup.Targets.Select(static target => target.Address)];

    /// <summary>The servers that relabeling dropped.</summary>
    public IReadOnlyList<Uri> Dropped { get; private set; } = [];

    /// <summary>Takes alerts to be sent; returns at once.</summary>
    public void Offer(IReadOnlyList<Alert> alerts)
    {
        Setup setup = _setup;
        if (setup.Targets.Count == 0)
        {
            return;
        }

        var labelled = new List<Alert>(alerts.Count);
        foreach (Alert alert in alerts)
        {
            if (ForwardingTarget.Relabeled(WithExternal(alert, setup.ExternalLabels), setup.RelabelRules) is { } kept)
            {
                labelled.Add(kept);
            }
        }

        foreach (ForwardingTarget target in setup.Targets)
        {
            target.Offer(labelled);
        }
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _subscription = reloader.OnChange((configuration, _) => ApplyAsync(configuration));
        await ApplyAsync(reloader.Current);
    }

    public async Task StopAsync(CancellationToken cancellationToken) => await DisposeAsync();

    public async ValueTask DisposeAsync()
    {
        _subscription?.Dispose();
        await SwapAsync(new Setup([], [], LabelSet.Empty));
    }

    private static Alert WithExternal(Alert alert, LabelSet external)
    {
        LabelSet labels = alert.Labels;
        foreach (Label label in external)
        {
            labels = labels.Contains(label.Name) ? labels : labels.With(label.Name, label.Value);
        }

        return alert with { Labels = labels };
    }

    private Task ApplyAsync(MonitorConfiguration configuration)
    {
        var active = new List<ForwardingTarget>();
        var dropped = new List<Uri>();
        foreach (AlertmanagersConfiguration servers in configuration.Alerting.Alertmanagers)
        {
            foreach ((Uri address, bool isKept) in AlertmanagerAddresses.Of(servers))
            {
                if (isKept)
                {
                    active.Add(new ForwardingTarget(address, servers, metrics, time));
                }
                else
                {
                    dropped.Add(address);
                }
            }
        }

        Dropped = dropped;
        metrics.Targets.Set(active.Count);
        return SwapAsync(new Setup(active, configuration.Alerting.RelabelRules, configuration.Global.ExternalLabels));
    }

    private async Task SwapAsync(Setup next)
    {
        Setup old;
        lock (_lock)
        {
            (old, _setup) = (_setup, next);
        }

        await Task.WhenAll(old.Targets.Select(static target => target.DisposeAsync().AsTask()));
    }

    private sealed record Setup(IReadOnlyList<ForwardingTarget> Targets, IReadOnlyList<RelabelRule> RelabelRules, LabelSet ExternalLabels);
}
