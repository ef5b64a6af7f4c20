using System.Text.Json;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Vigia.Instrumentation.Metrics;
using Vigia.Server.Configuration.Model;
using Vigia.Server.Configuration.Reload;

namespace Vigia.Server.RemoteWrite;

/// <summary>Runs the remote writers of the configuration in force. One that did not change goes on with its queue.</summary>
internal sealed class RemoteWriteService(
    TappedMetricSink sink, IConfigurationReloader reloader, MetricRegistry metrics, TimeProvider time, ILogger<RemoteWriteService> logger) : IHostedService
{
    // How long a writer that is no more may still send what waits.
    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(10);

    private readonly Dictionary<string, RemoteWriter> _writers = new(StringComparer.Ordinal);
    private IDisposable? _subscription;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _subscription = reloader.OnChange(ApplyAsync);
        await ApplyAsync(reloader.Current, cancellationToken);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _subscription?.Dispose();
        sink.Writers = [];
        using var limit = new CancellationTokenSource(DrainTime, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        await Task.WhenAll(_writers.Values.Select(writer => writer.StopAsync(either.Token)));
        _writers.Clear();
    }

    private async Task ApplyAsync(MonitorConfiguration configuration, CancellationToken cancellationToken)
    {
        string external = configuration.Global.ExternalLabels.ToString();
        Dictionary<string, RemoteWriteConfiguration> wanted = configuration.RemoteWrites.ToDictionary(writer => JsonSerializer.Serialize(writer) + external, StringComparer.Ordinal);
        RemoteWriter[] gone = [.. _writers.Where(pair => !wanted.ContainsKey(pair.Key)).Select(static pair => pair.Value)];
        foreach (string key in _writers.Keys.Where(key => !wanted.ContainsKey(key)).ToArray())
        {
            _writers.Remove(key);
        }

        foreach ((string key, RemoteWriteConfiguration writer) in wanted)
        {
            if (!_writers.ContainsKey(key))
            {
                _writers.Add(key, new RemoteWriter(writer, configuration.Global.ExternalLabels, sink, metrics, time, logger));
            }
        }

        sink.Writers = [.. _writers.Values];
        using var limit = new CancellationTokenSource(DrainTime, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        await Task.WhenAll(gone.Select(writer => writer.StopAsync(either.Token)));
    }
}
