using Vigia.Testing;
using Xunit;

namespace Vigia.Interop.Tests.Metrics;

/// <summary>A real Prometheus scrapes itself and sends all of it on to the monitor.</summary>
public sealed class PrometheusRemoteWriteTests
{
    [Theory]
    [InlineData("authorization: { credentials: TOKEN }")]
    [InlineData("basic_auth: { username: any, password: TOKEN }")]
    public async Task RemoteWrite_FromPrometheus_BringsEverySample(string credentials)
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        using var folder = new TemporaryDirectory();
        await using MonitorProcess monitor = await MonitorProcess.StartAsync(await MonitorProcess.PrepareAsync(folder.Path));
        await using PrometheusServer prometheus = await PrometheusServer.StartAsync(
            $$"""
            global:
              scrape_interval: 250ms
              scrape_timeout: 250ms
              external_labels: { origin: debian }
            scrape_configs:
              - job_name: self
                static_configs: [ { targets: [ SELF ] } ]
            remote_write:
              - url: {{monitor.Setup.Address}}api/v1/write
                {{credentials.Replace("TOKEN", monitor.Setup.Token, StringComparison.Ordinal)}}
                queue_config: { batch_send_deadline: 100ms }
                metadata_config: { send_interval: 250ms }
            """,
            cancellationToken);

        // A series of many samples: what has come is the same as what Prometheus keeps, to the millisecond and to the digit.
        const string Changing = "process_cpu_seconds_total{job=\"self\"}", Steady = "up{job=\"self\"}";
        foreach (string selector in new[] { Changing, Steady })
        {
            IReadOnlyList<(string, string)> sent = await MetricQuery.UntilAsync(
                () => MetricQuery.SamplesAsync(monitor.Client, selector, cancellationToken),
                samples => samples.Count >= 8,
                () => prometheus.Output + monitor.Output,
                cancellationToken);
            IReadOnlyList<(string, string)> kept = await MetricQuery.SamplesAsync(prometheus.Client, selector, cancellationToken);
            Assert.Equal(kept.SkipWhile(sample => sample != sent[0]).Take(sent.Count), sent);
        }

        Dictionary<string, string> build = await MetricQuery.ValuesAsync(monitor.Client, "prometheus_build_info", [], cancellationToken);
        Assert.Contains("origin=debian", Assert.Single(build).Key, StringComparison.Ordinal);
        Assert.Contains("version=2.", build.Keys.Single(), StringComparison.Ordinal);

        // Every series that it scraped is there, histograms and summaries too.
        string[] own = ["origin"];
        Dictionary<string, string> all = await MetricQuery.ValuesAsync(prometheus.Client, "{job=\"self\"}", own, cancellationToken);
        Dictionary<string, string> arrived = await MetricQuery.UntilAsync(
            () => MetricQuery.ValuesAsync(monitor.Client, "{job=\"self\"}", own, cancellationToken),
            found => all.Keys.All(found.ContainsKey),
            () => prometheus.Output,
            cancellationToken);
        Assert.True(arrived.Count > 300, $"{arrived.Count} series");
    }
}
