using System.Globalization;
using Vigia.Testing;
using Vigia.Testing.Metrics;
using Xunit;

namespace Vigia.Interop.Tests.Metrics;

/// <summary>A real Prometheus scrapes the monitor's <c>/federate</c>.</summary>
public sealed class FederationTests
{
    [Fact]
    public async Task Federate_ScrapedByPrometheus_KeepsLabelsTimesAndValues()
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        using var folder = new TemporaryDirectory();
        await using MonitorProcess monitor = await MonitorProcess.StartAsync(
            await MonitorProcess.PrepareAsync(folder.Path, "global: { external_labels: { site: norte } }\n"));
        long now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() - 1000;
        (string Name, string Text, double Value)[] samples =
        [
            ("fed_value", "third", 1 / 3d), ("fed_value", "large", 1e21), ("fed_value", "small", 1e-7), ("fed_value", "infinite", double.PositiveInfinity),
            ("fed_value", "not", double.NaN), ("fed_total", "quote\" back\\slash\nline é", 42), ("left_out", "x", 1),
        ];
        using (HttpContent body = RemoteWriteMessage.Create(samples.Select(sample => new WrittenSeries(
            [("__name__", sample.Name), ("job", "origin"), ("text", sample.Text)], [(now, sample.Value)]))))
        using (HttpResponseMessage written = await monitor.Client.PostAsync("/api/v1/write", body, cancellationToken))
        {
            Assert.True(written.IsSuccessStatusCode);
        }

        await using PrometheusServer prometheus = await PrometheusServer.StartAsync(
            $$"""
            scrape_configs:
              - job_name: federate
                honor_labels: true
                metrics_path: /federate
                params: { 'match[]': [ 'fed_value', '{__name__="fed_total",job="origin"}' ] }
                scrape_interval: 250ms
                scrape_timeout: 250ms
                basic_auth: { username: any, password: {{monitor.Setup.Token}} }
                static_configs: [ { targets: [ '{{monitor.Setup.Address.Authority}}' ] } ]
            """,
            cancellationToken);

        const string Federated = "{__name__=~\"fed_.*|left_out\"}";
        Dictionary<string, string> arrived = await MetricQuery.UntilAsync(
            () => MetricQuery.ValuesAsync(prometheus.Client, Federated, [], cancellationToken),
            found => found.Count > 0,
            () => prometheus.Output + monitor.Output,
            cancellationToken);

        // honor_labels and the empty instance together keep Prometheus from putting in its own.
        Dictionary<string, string> kept = await MetricQuery.ValuesAsync(monitor.Client, "{__name__=~\"fed_.*\"}", [], cancellationToken);
        Assert.Equal(kept.ToDictionary(each => string.Join(',', (each.Key + ",site=norte").Split(',').Order(StringComparer.Ordinal)), each => each.Value), arrived);
        Assert.Equal(
            (now / 1000m).ToString("0.000", CultureInfo.InvariantCulture),
            decimal.Parse((await MetricQuery.SamplesAsync(prometheus.Client, "fed_total", cancellationToken))[0].Time, CultureInfo.InvariantCulture).ToString("0.000", CultureInfo.InvariantCulture));
        Assert.Equal(["1"], (await MetricQuery.ValuesAsync(prometheus.Client, "up{job=\"federate\"}", [], cancellationToken)).Values);
    }
}
