using Microsoft.Extensions.Logging;
using Vigia.Instrumentation.Metrics;
using Vigia.Server.Configuration.Model;
using Vigia.Server.Configuration.Reading;

namespace Vigia.Server.Configuration.Reload;

/// <summary>Reads one file, at the start and on demand.</summary>
internal sealed partial class ConfigurationReloader : IConfigurationReloader, IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly List<Func<MonitorConfiguration, CancellationToken, Task>> _subscribers = [];
    private readonly string _path;
    private readonly TimeProvider _time;
    private readonly ILogger<ConfigurationReloader> _logger;
    private readonly Gauge _succeeded;
    private readonly Gauge _successTime;
    private volatile MonitorConfiguration _current;
    private volatile ReloadResult _last;

    private ConfigurationReloader(MonitorConfiguration first, TimeProvider time, MetricRegistry metrics, ILogger<ConfigurationReloader> logger)
    {
        (_path, _time, _logger, _current) = (first.Path, time, logger, first);
        _succeeded = metrics.CreateGauge("prometheus_config_last_reload_successful", "Se a última leitura da configuração deu certo");
        _successTime = metrics.CreateGauge("prometheus_config_last_reload_success_timestamp_seconds", "Hora da última leitura da configuração que deu certo");
        _last = new ReloadResult(time.GetUtcNow(), first.Warnings, []);
        Note(_last);
    }

    public MonitorConfiguration Current => _current;

    public ReloadResult Last => _last;

    /// <summary>Reads the file for the first time.</summary>
    /// <exception cref="ConfigurationException">It is refused: there is nothing to go on with.</exception>
    public static async Task<ConfigurationReloader> OpenAsync(
        string path, TimeProvider time, MetricRegistry metrics, ILogger<ConfigurationReloader> logger, CancellationToken cancellationToken) =>
        new(await MonitorConfigurationReader.ReadFileAsync(path, cancellationToken), time, metrics, logger);

    public async Task<ReloadResult> ReloadAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            ReloadResult result = await ReadAndApplyAsync(cancellationToken);
            _last = result;
            Note(result);
            return result;
        }
        finally
        {
            _turn.Release();
        }
    }

    public IDisposable OnChange(Func<MonitorConfiguration, CancellationToken, Task> apply)
    {
        lock (_subscribers)
        {
            _subscribers.Add(apply);
        }

        return new Subscription(this, apply);
    }

    public void Dispose() => _turn.Dispose();

    private async Task<ReloadResult> ReadAndApplyAsync(CancellationToken cancellationToken)
    {
        MonitorConfiguration next;
        try
        {
            next = await MonitorConfigurationReader.ReadFileAsync(_path, cancellationToken);
        }
        catch (ConfigurationException exception)
        {
            return new ReloadResult(_time.GetUtcNow(), exception.Issues, []);
        }

        _current = next;
        Func<MonitorConfiguration, CancellationToken, Task>[] subscribers;
        lock (_subscribers)
        {
            subscribers = [.. _subscribers];
        }

        var failures = new List<string>();
        foreach (Func<MonitorConfiguration, CancellationToken, Task> apply in subscribers)
        {
            try
            {
                await apply(next, cancellationToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                // One part that fails must not keep the others on the old configuration; the result says so.
                LogNotApplied(exception, _path);
                failures.Add($"{_path}: {exception.Message}");
            }
        }

        return new ReloadResult(_time.GetUtcNow(), next.Warnings, failures);
    }

    private void Note(ReloadResult result)
    {
        _succeeded.Set(result.Succeeded ? 1 : 0);
        foreach (ConfigurationIssue issue in result.Issues)
        {
            if (issue.IsWarning)
            {
                LogWarning(issue.ToString());
            }
            else
            {
                LogRefused(issue.ToString());
            }
        }

        if (result.Succeeded)
        {
            _successTime.Set(result.Time.ToUnixTimeMilliseconds() / 1000.0);
            LogLoaded(_path);
        }
    }

    private sealed class Subscription(ConfigurationReloader owner, Func<MonitorConfiguration, CancellationToken, Task> apply) : IDisposable
    {
        public void Dispose()
        {
            lock (owner._subscribers)
            {
                owner._subscribers.Remove(apply);
            }
        }
    }
}
