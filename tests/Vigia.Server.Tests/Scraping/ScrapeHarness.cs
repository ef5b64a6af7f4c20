using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Vigia.Instrumentation.Metrics;
using Vigia.Model.Metrics;
using Vigia.Server.Configuration.Reload;
using Vigia.Server.Scraping;
using Vigia.Server.Scraping.Targets;
using Vigia.Testing;
using Vigia.Testing.Listeners;
using Vigia.Testing.Metrics;

namespace Vigia.Server.Tests.Scraping;

/// <summary>Scraping as a whole, by a configuration in a file of its own, into a sink in memory.</summary>
internal sealed class ScrapeHarness : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly ScrapeService _service;

    private ScrapeHarness(TemporaryDirectory directory, ServiceProvider services)
    {
        (Directory, _services) = (directory, services);
        _service = services.GetRequiredService<ScrapeService>();
    }

    public TemporaryDirectory Directory { get; }

    public InMemoryMetricSink Sink => _services.GetRequiredService<InMemoryMetricSink>();

    public IScrapeStatus Status => _services.GetRequiredService<IScrapeStatus>();

    public IConfigurationReloader Reloader => _services.GetRequiredService<IConfigurationReloader>();

    /// <summary>Starts by the jobs given, each scraped twice a second unless it says else: a busy machine may take long for one scrape.</summary>
    public static async Task<ScrapeHarness> StartAsync(string jobs, TemporaryDirectory? directory = null, ScrapeOptions? options = null)
    {
        directory ??= new TemporaryDirectory();
        await File.WriteAllTextAsync(directory["prometheus.yml"], Configuration(jobs));
        var metrics = new MetricRegistry();
        ConfigurationReloader reloader = await ConfigurationReloader.OpenAsync(
            directory["prometheus.yml"], TimeProvider.System, metrics, NullLogger<ConfigurationReloader>.Instance, CancellationToken.None);
        ServiceProvider services = new ServiceCollection()
            .AddSingleton(metrics)
            .AddSingleton<IConfigurationReloader>(reloader)
            .AddSingleton<InMemoryMetricSink>()
            .AddSingleton<IMetricSink>(static provider => provider.GetRequiredService<InMemoryMetricSink>())
            .AddLogging(static logging => logging.ClearProviders())
            .AddScraping(options ?? new ScrapeOptions { DiscoveryWatchInterval = TimeSpan.FromMilliseconds(50) })
            .BuildServiceProvider();
        var harness = new ScrapeHarness(directory, services);
        await harness._service.StartAsync(CancellationToken.None);
        return harness;
    }

    /// <summary>Puts other jobs in force.</summary>
    public async Task ReloadAsync(string jobs)
    {
        await File.WriteAllTextAsync(Directory["prometheus.yml"], Configuration(jobs));
        ReloadResult result = await Reloader.ReloadAsync(CancellationToken.None);
        Xunit.Assert.Equal("", result.Error);
    }

    /// <summary>The only target, once it was scraped.</summary>
    public async Task<TargetStatus> ScrapedAsync()
    {
        await Eventually.TrueAsync(() => Status.ActiveTargets() is [{ LastScrape: not null }]);
        return Status.ActiveTargets()[0];
    }

    /// <summary>Waits until a series has a sample, and gives its last value.</summary>
    public async Task<double> LastAsync(string series, Func<double, bool>? fits = null)
    {
        await Eventually.TrueAsync(() => Sink.Samples(series) is [.., var last] && fits?.Invoke(last.Value) != false, series);
        return Sink.Samples(series)[^1].Value;
    }

    public async ValueTask DisposeAsync()
    {
        await _service.StopAsync(CancellationToken.None);
        await _services.DisposeAsync();
        Directory.Dispose();
    }

    private static string Configuration(string jobs) => "global: { scrape_interval: 500ms, scrape_timeout: 500ms }\nscrape_configs:\n" + jobs;
}
