using System.Text.Json;
using Vigia.Testing;
using Xunit;

namespace Vigia.Interop.Tests.Metrics.Api;

/// <summary>A real Prometheus and the monitor scrape the same service: what their APIs tell of it has the same fields.</summary>
public sealed class ScrapedAnswerTests
{
    [Fact]
    public async Task MetadataAndTargets_OfTheSameService_AreThoseOfPrometheus()
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        await using InstrumentedApp app = await InstrumentedApp.StartAsync();
        string config = $$"""
            scrape_configs:
              - job_name: integracao
                scrape_interval: 250ms
                scrape_timeout: 250ms
                static_configs:
                  - targets: [ '{{app.Address.Authority}}' ]
                    labels: { site: norte }
            """;
        using var folder = new TemporaryDirectory();
        await using MonitorProcess monitor = await MonitorProcess.StartAsync(await MonitorProcess.PrepareAsync(folder.Path, config));
        await using PrometheusServer prometheus = await PrometheusServer.StartAsync(config, cancellationToken);
        foreach (HttpClient client in new[] { prometheus.Client, monitor.Client })
        {
            await MetricQuery.UntilAsync(
                () => MetricQuery.SamplesAsync(client, "up{job=\"integracao\"}", cancellationToken),
                samples => samples.Count >= 3,
                () => prometheus.Output + monitor.Output,
                cancellationToken);
        }

        string[] paths =
        [
            "api/v1/metadata", "api/v1/metadata?metric=queue_size", "api/v1/targets/metadata?metric=queue_size&match_target={site=\"norte\"}",
            "api/v1/targets/metadata?match_target={site=\"sul\"}",
        ];
        foreach (string path in paths)
        {
            await AgreeAsync(async () =>
            {
                using JsonDocument expected = await MetricQuery.GetAsync(prometheus.Client, path, cancellationToken);
                using JsonDocument actual = await MetricQuery.GetAsync(monitor.Client, path, cancellationToken);
                return JsonComparison.Difference(expected.RootElement, actual.RootElement, path);
            });
        }

        using JsonDocument theirs = await MetricQuery.GetAsync(prometheus.Client, "api/v1/targets", cancellationToken);
        using JsonDocument ours = await MetricQuery.GetAsync(monitor.Client, "api/v1/targets", cancellationToken);
        JsonElement target = Target(theirs), same = Target(ours);
        Assert.Equal(target.EnumerateObject().Select(field => field.Name), same.EnumerateObject().Select(field => field.Name));

        // Times, and the name by which each reaches this machine from outside, are each server's own.
        foreach (string field in new[] { "discoveredLabels", "labels", "scrapePool", "scrapeUrl", "lastError", "health", "scrapeInterval", "scrapeTimeout" })
        {
            string? difference = JsonComparison.Difference(target.GetProperty(field), same.GetProperty(field), field);
            Assert.True(difference is null, difference);
        }

        // Every series of the service is the same, by name and labels; the values moved on in between.
        await AgreeAsync(async () =>
        {
            const string Scraped = "{job=\"integracao\"}";
            Dictionary<string, string> expected = await MetricQuery.ValuesAsync(prometheus.Client, Scraped, [], cancellationToken);
            Dictionary<string, string> actual = await MetricQuery.ValuesAsync(monitor.Client, Scraped, [], cancellationToken);
            string[] one = [.. expected.Keys.Except(actual.Keys).Select(key => $"only Prometheus has {key}"), .. actual.Keys.Except(expected.Keys).Select(key => $"only the monitor has {key}")];
            return one.Length == 0 ? null : string.Join('\n', one);
        });

        // What began between the two servers' scrapes is in one of them only, until the other's next.
        async Task AgreeAsync(Func<Task<string?>> difference)
        {
            string? last = null;
            await MetricQuery.UntilAsync(async () => last = await difference(), found => found is null, () => last ?? "", cancellationToken);
        }
    }

    private static JsonElement Target(JsonDocument targets) => targets.RootElement.GetProperty("data").GetProperty("activeTargets").EnumerateArray().Single();
}
