using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Vigia.Instrumentation.Metrics;
using Vigia.Server.Configuration.Model;
using Vigia.Server.Configuration.Reload;
using Vigia.Storage.Metrics;

namespace Vigia.Server.Hosting;

/// <summary>
/// What the monitor opens before it answers: its configuration and its store. Opened once, after which the parts may be asked from any thread; disposed after all services that use it.
/// </summary>
internal sealed class MonitorState(
    MonitorPaths paths,
    IOptions<MonitorOptions> monitor,
    IOptions<MetricKeepingOptions> keeping,
    MetricRegistry metrics,
    TimeProvider time,
    ILoggerFactory loggers) : IAsyncDisposable
{
    private ConfigurationReloader? _configuration;
    private MetricStore? _store;

    public IConfigurationReloader Configuration => _configuration ?? throw NotOpen();

    public MetricStore Store => _store ?? throw NotOpen();

    /// <summary>Reads the configuration and replays the store's journal.</summary>
    /// <param name="defaultConfigFile">The configuration where the settings name none.</param>
    /// <param name="cancellationToken">Ends the replay.</param>
    public async Task OpenAsync(string defaultConfigFile, CancellationToken cancellationToken)
    {
        string file = Path.GetFullPath(monitor.Value.ConfigFile is { Length: > 0 } named ? named : defaultConfigFile);
        _configuration = await ConfigurationReloader.OpenAsync(file, time, metrics, loggers.CreateLogger<ConfigurationReloader>(), cancellationToken);
        StorageConfiguration storage = _configuration.Current.Storage;
        MetricKeepingOptions options = keeping.Value;
        _store = await MetricStore.OpenAsync(
            new MetricStoreOptions
            {
                Folder = paths.File("metrics"),
                MaxSeries = options.MaxSeries,
                OutOfOrderWindow = storage.OutOfOrderWindow > TimeSpan.Zero ? storage.OutOfOrderWindow : options.OutOfOrderWindow,
                Retention = storage.RetentionTime ?? options.Retention,
                RetentionRules = RetentionRules.Read(options.RetentionRules, []),
                RetentionBytes = storage.RetentionSize ?? options.RetentionBytes,
                MaxExemplars = (int)Math.Min(storage.MaxExemplars ?? options.MaxExemplars, int.MaxValue),
            },
            time,
            loggers.CreateLogger<MetricStore>(),
            cancellationToken);
        StoreMetrics.Register(metrics, _store);
    }

    public async ValueTask DisposeAsync()
    {
        _configuration?.Dispose();
        if (_store is not null)
        {
            await _store.DisposeAsync();
        }
    }

    private static InvalidOperationException NotOpen() => new("The monitor's state is not open yet.");
}
