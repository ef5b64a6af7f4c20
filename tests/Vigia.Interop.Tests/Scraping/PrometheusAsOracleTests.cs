using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Vigia.Instrumentation.Metrics;
using Vigia.Interop.Tests.RemoteWrite;
using Vigia.Model.Metrics;
using Vigia.Server.Configuration.Reload;
using Vigia.Server.Ingest.RemoteWrite;
using Vigia.Server.Scraping;
using Vigia.Testing;
using Vigia.Testing.Listeners;
using Vigia.Testing.Metrics;
using Xunit;

namespace Vigia.Interop.Tests.Scraping;

/// <summary>A real Prometheus and Vigia scrape the same target by the same file; the series that each stores must be the same.</summary>
public sealed class PrometheusAsOracleTests
{
    private const string Exposition = """
        # HELP a An \\ help \n text.
        # TYPE a counter
        a{x="1"} 1
        a{x="\"\\\n",y="é"} 2
        a{job="other",instance="x",exported_job="y"} 3
        a{empty="",__tmp="t"} 4
        # TYPE h histogram
        h_bucket{le="0.5"} 1
        h_bucket{le="+Inf"} 2
        h_sum 3
        h_count 2
        # TYPE s summary
        s{quantile="0.5"} NaN
        s_sum 1e3
        s_count 2
        secret_token 1
        rename_me{zone="b"} 5
        spaced  {  z = "1" , }   7
        timed 1 TIME

        """;

    private const string Jobs = """
        - job_name: plain
          static_configs: [{ targets: ['TARGET'], labels: { env: test, x: target } }]
          metric_relabel_configs:
          - { source_labels: [__name__], regex: 'secret_.*', action: drop }
          - { source_labels: [__name__, zone], regex: 'rename_me;(.+)', target_label: __name__, replacement: 'renamed_$1' }
          - { regex: '__tmp', action: labeldrop }
        - job_name: honouring
          honor_labels: true
          honor_timestamps: false
          metrics_path: /other
          params: { a: [b] }
          static_configs: [{ targets: ['TARGET', 'dropped:1'] }]
          relabel_configs:
          - { source_labels: [__address__], regex: 'dropped.*', action: drop }
          - { source_labels: [__address__], regex: '(.*):.*', target_label: host }
          - { source_labels: [__address__], target_label: shard, action: hashmod, modulus: 7 }
          - { source_labels: [__param_a], target_label: param }
          - { target_label: instance, replacement: fixed }

        """;

    [Fact]
    public async Task Scrape_ByTheSameFile_StoresTheSameSeries()
    {
        await using WebApplication target = await StartAsync(static app => app.Run(static context =>
        {
            context.Response.ContentType = "text/plain; version=0.0.4";
            long now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
            return context.Response.WriteAsync(Exposition.Replace("TIME", now.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal));
        }));
        var theirs = new InMemoryMetricSink();
        await using WebApplication receiver = await StartAsync(
            static app => app.MapRemoteWrite(),
            services => services.AddSingleton<IMetricSink>(theirs).AddSingleton(new MetricRegistry()).AddRemoteWriteReceiver());
        string file = "global: { scrape_interval: 500ms, scrape_timeout: 500ms }\nscrape_configs:\n" + Jobs.Replace("TARGET", new Uri(target.Urls.First()).Authority, StringComparison.Ordinal);
        await using PrometheusServer prometheus = await PrometheusServer.StartAsync(
            file + $"remote_write: [{{ url: '{receiver.Urls.First()}/api/v1/write', queue_config: {{ batch_send_deadline: 100ms }} }}]\n");

        using var directory = new TemporaryDirectory();
        await File.WriteAllTextAsync(directory["prometheus.yml"], file);
        var ours = new InMemoryMetricSink();
        await using ServiceProvider scraping = await ScrapeAsync(directory["prometheus.yml"], ours);
        ScrapeService service = scraping.GetRequiredService<ScrapeService>();
        await service.StartAsync(CancellationToken.None);
        try
        {
            await Eventually.TrueAsync(() => Show(theirs) is { Length: > 30 } series && series == Show(ours));
        }
        catch (TimeoutException)
        {
            string targets = await prometheus.Client.GetStringAsync(new Uri("api/v1/targets", UriKind.Relative));
            Assert.Fail($"Prometheus:\n{Show(theirs)}\nVigia:\n{Show(ours)}\nPrometheus' targets: {targets}");
        }
        finally
        {
            await service.StopAsync(CancellationToken.None);
        }
    }

    /// <summary>Every series but of what differs from scrape to scrape, with its first value.</summary>
    private static string Show(InMemoryMetricSink sink) => string.Join('\n', sink.AllSeries.Select(series =>
        series.MetricName is "scrape_duration_seconds" or "scrape_series_added" ? series.ToString() : $"{series} {sink.Samples(series.ToString())[0].Value}"));

    private static async Task<ServiceProvider> ScrapeAsync(string file, InMemoryMetricSink sink)
    {
        var registry = new MetricRegistry();
        ConfigurationReloader reloader = await ConfigurationReloader.OpenAsync(
            file, TimeProvider.System, registry, NullLogger<ConfigurationReloader>.Instance, CancellationToken.None);
        return new ServiceCollection()
            .AddSingleton(registry)
            .AddSingleton<IConfigurationReloader>(reloader)
            .AddSingleton<IMetricSink>(sink)
            .AddLogging(static logging => logging.ClearProviders())
            .AddScraping()
            .BuildServiceProvider();
    }

    private static async Task<WebApplication> StartAsync(Action<WebApplication> map, Action<IServiceCollection>? add = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        add?.Invoke(builder.Services);
        WebApplication app = builder.Build();
        map(app);
        await app.StartAsync();
        return app;
    }
}
