using Microsoft.Extensions.Hosting;
using Vigia.Instrumentation.Metrics.Meters;
using Vigia.Instrumentation.Metrics.Resources;

namespace Vigia.Instrumentation.Metrics;

/// <summary>Listens to meters and reads the system's resources for as long as the host runs.</summary>
internal sealed class MetricsHostedService(MetricRegistry registry, ServiceMetrics? service, MetricsOptions options) : IHostedService, IDisposable
{
    private readonly List<IDisposable> _parts = [];

    public Task StartAsync(CancellationToken cancellationToken)
    {
        // The working set is the resident set, on every system; the guide's metric is there whatever else is switched off.
        service?.MemoryUsage.SetCallback(static () => Environment.WorkingSet);
        if (options.ProcessMetrics)
        {
            var process = new ProcessMetrics(registry);
            _parts.Add(process);
            registry.OnCollect(process.Collect);
        }

        if (options.HostMetrics)
        {
            var host = new HostMetrics(registry);
            _parts.Add(host);
            registry.OnCollect(host.Collect);
            registry.OnCollect(new VolumeMetrics(registry, options.DataPath).Collect);
        }

        var meters = new MeterBridge(registry, options);
        _parts.Add(meters);
        meters.Start();
        return Task.CompletedTask;
    }

    /// <summary>Nothing to stop: the last scrape may come while other services still drain.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        foreach (IDisposable part in _parts)
        {
            part.Dispose();
        }
    }
}
