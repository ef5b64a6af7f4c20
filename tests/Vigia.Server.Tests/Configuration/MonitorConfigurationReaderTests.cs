using Vigia.Server.Configuration;
using Vigia.Server.Configuration.Model;
using Vigia.Server.Configuration.Reading;
using Vigia.Server.Relabeling;
using Vigia.Testing;
using Xunit;

namespace Vigia.Server.Tests.Configuration;

public sealed class MonitorConfigurationReaderTests
{
    private const string File = "/etc/vigia/prometheus.yml";

    [Fact]
    public async Task ReadFile_TheShippedOne_HasTheModuleAndTheMonitor()
    {
        MonitorConfiguration configuration = await MonitorConfigurationReader.ReadFileAsync(Repository.File("config", "prometheus.yml"), TestContext.Current.CancellationToken);
        Assert.Empty(configuration.Warnings);
        Assert.Equal(["integracao", "vigia"], configuration.ScrapeConfigs.Select(static job => job.JobName));
        Assert.Equal(["127.0.0.1:8080", "127.0.0.1:9090"], configuration.ScrapeConfigs.SelectMany(static job => job.Discovery.Static).SelectMany(static group => group.Addresses));
        Assert.Equal([Repository.File("config", "rules", "*.yml")], configuration.RuleFiles);
    }

    [Fact]
    public void Read_NothingSaid_TakesPrometheusDefaults()
    {
        MonitorConfiguration configuration = Read("scrape_configs:\n- job_name: a\n  static_configs:\n  - targets: ['b:1']\n");
        ScrapeConfiguration job = Assert.Single(configuration.ScrapeConfigs);
        Assert.Equal((TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(10), "/metrics", "http"), (job.Interval, job.Timeout, job.MetricsPath, job.Scheme));
        Assert.True(job.HonorTimestamps && job.EnableCompression && job.Client.FollowRedirects && !job.HonorLabels);
        Assert.Equal(ScrapeProtocols.Default, job.Protocols);
    }

    [Fact]
    public void Read_EveryKeyOfAJob_IsTaken()
    {
        MonitorConfiguration configuration = Read("""
            global:
              scrape_interval: 30s
              sample_limit: 7
              external_labels:
                cluster: a$$b
            scrape_configs:
            - job_name: all
              scrape_interval: 1m30s
              scrape_timeout: 5s
              honor_labels: true
              honor_timestamps: false
              track_timestamps_staleness: true
              scheme: https
              metrics_path: /probe
              params: { module: [http_2xx, other] }
              body_size_limit: 10MB
              label_limit: 3
              label_name_length_limit: 4
              label_value_length_limit: 5
              target_limit: 6
              keep_dropped_targets: 8
              scrape_protocols: [PrometheusText0.0.4]
              fallback_scrape_protocol: PrometheusText0.0.4
              basic_auth: { username: u, password_file: pw }
              tls_config: { ca_file: ca.pem, server_name: s, insecure_skip_verify: true }
              follow_redirects: false
              enable_compression: false
              proxy_url: http://proxy:3128
              relabel_configs:
              - { source_labels: [__address__], target_label: host, regex: '(.*):.*', replacement: '$1' }
              metric_relabel_configs:
              - { action: labeldrop, regex: 'tmp_.*' }
              file_sd_configs: [{ files: [targets/*.json], refresh_interval: 1m }]
              http_sd_configs: [{ url: 'http://sd/' }]
            """);
        ScrapeConfiguration job = Assert.Single(configuration.ScrapeConfigs);
        Assert.Equal("a$b", configuration.Global.ExternalLabels["cluster"]);
        Assert.Equal((TimeSpan.FromSeconds(90), TimeSpan.FromSeconds(5), "https", "/probe"), (job.Interval, job.Timeout, job.Scheme, job.MetricsPath));
        Assert.True(job.HonorLabels && !job.HonorTimestamps && job.TrackTimestampsStaleness && !job.EnableCompression && !job.Client.FollowRedirects);
        Assert.Equal(
            new ScrapeLimits { BodyBytes = 10 << 20, Samples = 7, Labels = 3, LabelNameLength = 4, LabelValueLength = 5, Targets = 6, KeptDroppedTargets = 8 }, job.Limits);
        Assert.Equal(["http_2xx", "other"], job.Parameters.Select(static pair => pair.Value));
        Assert.Equal("/etc/vigia/pw", job.Client.BasicAuth!.Password.File);
        Assert.Equal("/etc/vigia/ca.pem", job.Client.Tls.Authorities!.File);
        Assert.Equal(RelabelAction.LabelDrop, Assert.Single(job.MetricRelabelRules).Action);
        Assert.Equal("/etc/vigia/targets/*.json", Assert.Single(Assert.Single(job.Discovery.Files).Patterns));
        Assert.Equal(ScrapeProtocol.Text004, job.FallbackProtocol);
    }

    [Fact]
    public void Read_SeveralErrors_AreAllReportedWithTheirLines()
    {
        ConfigurationException refused = Assert.Throws<ConfigurationException>(() => Read("""
            global:
              scrape_intervall: 15s
            scrape_configs:
            - job_name: a
              scrape_interval: 5 seconds
              static_configs:
              - targets: ['http://x/metrics']
            - job_name: a
              metric_relabel_configs:
              - regex: '('
            """));
        Assert.Equal(
            [
                (2, "unknown key scrape_intervall in global; did you mean scrape_interval?"),
                (5, "scrape_interval: not a valid duration string: \"5 seconds\"; write for example 15s or 1h30m"),
                (7, "\"http://x/metrics\" is not a valid hostname: write host:port, and scheme and metrics_path apart"),
                (8, "found multiple scrape configs with job name \"a\""),
            ],
            refused.Issues.Where(static issue => issue.Line < 9).Select(static issue => (issue.Line, issue.Reason)));
        Assert.Contains(refused.Issues, static issue => issue.Line == 10 && issue.Reason.StartsWith("regex: error parsing regexp", StringComparison.Ordinal));
        Assert.StartsWith("/etc/vigia/prometheus.yml:2: ", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_AKeyOfPrometheusAlone_IsAWarning()
    {
        MonitorConfiguration configuration = Read("scrape_configs:\n- job_name: a\n  consul_sd_configs:\n  - server: x\n");
        ConfigurationIssue warning = Assert.Single(configuration.Warnings);
        Assert.Equal((3, true, "consul_sd_configs is known to Prometheus and has no effect here"), (warning.Line, warning.IsWarning, warning.Reason));
    }

    [Theory]
    [InlineData("a: ]\n", 1)]
    [InlineData("global:\n  scrape_interval: 1s\n  scrape_interval: 2s\n", 3)]
    [InlineData("- a\n", 1)]
    [InlineData("global: 3\n", 1)]
    [InlineData("a: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\n", 1)]
    public void Read_NotTheYamlItShouldBe_IsAnErrorWithItsLine(string text, int line)
    {
        ConfigurationException refused = Assert.Throws<ConfigurationException>(() => Read(text));
        Assert.Equal(line, refused.Issues[0].Line);
    }

    [Fact]
    public async Task ReadFile_WithFilesOfJobs_HasTheirJobsAndNamesTheirErrors()
    {
        using var directory = new TemporaryDirectory();
        await System.IO.File.WriteAllTextAsync(directory["p.yml"], "global: { scrape_interval: 7s }\nscrape_configs: [{ job_name: a }]\nscrape_config_files: ['jobs*.yml']\n");
        await System.IO.File.WriteAllTextAsync(directory["jobs1.yml"], "scrape_configs: [{ job_name: b, file_sd_configs: [{ files: [t.json] }] }]\n");
        MonitorConfiguration configuration = await MonitorConfigurationReader.ReadFileAsync(directory["p.yml"], CancellationToken.None);
        Assert.Equal([("a", 7), ("b", 7)], configuration.ScrapeConfigs.Select(static job => (job.JobName, (int)job.Interval.TotalSeconds)));
        Assert.Equal(directory["t.json"], configuration.ScrapeConfigs[1].Discovery.Files[0].Patterns[0]);

        await System.IO.File.WriteAllTextAsync(directory["jobs2.yml"], "\nscrape_configs: [{ job_name: a }]\n");
        ConfigurationException refused = await Assert.ThrowsAsync<ConfigurationException>(() => MonitorConfigurationReader.ReadFileAsync(directory["p.yml"], CancellationToken.None));
        Assert.Equal($"{directory["jobs2.yml"]}:2: found multiple scrape configs with job name \"a\"", refused.Message);
    }

    [Fact]
    public void Text_OfSecrets_ShowsNone()
    {
        MonitorConfiguration configuration = Read("""
            # password: Zq7Xw2Kd9Rt4
            scrape_configs:
            - job_name: a
              basic_auth: { username: u, password: Zq7Xw2Kd9Rt4 }
              proxy_url: http://u:Zq7Xw2Kd9Rt4@proxy:3128/
              static_configs: [{ targets: ['b:1'] }]
            - job_name: b
              authorization: { credentials: Zq7Xw2Kd9Rt4 }
            - job_name: c
              oauth2: { client_id: i, client_secret: Zq7Xw2Kd9Rt4, token_url: 'http://t/' }
            - job_name: d
              bearer_token: Zq7Xw2Kd9Rt4
              http_headers: { X-Key: { secrets: [Zq7Xw2Kd9Rt4] } }
            remote_write:
            - url: http://u:Zq7Xw2Kd9Rt4@far/write
              headers: { X-Api-Key: Zq7Xw2Kd9Rt4 }
              tls_config: { cert: c, key: Zq7Xw2Kd9Rt4 }
            """);
        Assert.DoesNotContain("Zq7Xw2Kd9Rt4", configuration.Text, StringComparison.Ordinal);
        Assert.Contains("<secret>", configuration.Text, StringComparison.Ordinal);
        Assert.Contains("far/write", configuration.Text, StringComparison.Ordinal);

        // What is shown must be readable again.
        Assert.Equal(4, Read(configuration.Text).ScrapeConfigs.Count);
    }

    [Theory]
    [InlineData("1h30m", 5400_000)]
    [InlineData("90d", 7_776_000_000)]
    [InlineData("1y2w3d4h5m6s7ms", 33_019_506_007)]
    [InlineData("0", 0)]
    public void Duration_InPrometheusNotation_IsRead(string text, long milliseconds)
    {
        Assert.True(DurationText.TryParse(text, out TimeSpan duration));
        Assert.Equal(milliseconds, (long)duration.TotalMilliseconds);
    }

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("1m1h")]
    [InlineData("-1s")]
    [InlineData("1.5s")]
    [InlineData("1s1s")]
    [InlineData("99999999999999999999y")]
    public void Duration_InAnyOther_IsRefused(string text) => Assert.False(DurationText.TryParse(text, out _));

    [Theory]
    [InlineData("15s", "15s")]
    [InlineData("90s", "1m30s")]
    [InlineData("7d", "1w")]
    [InlineData("90d", "90d")]
    [InlineData("25h", "25h")]
    [InlineData("0", "0s")]
    public void Format_ADuration_IsAsPrometheusWritesIt(string text, string expected)
    {
        Assert.True(DurationText.TryParse(text, out TimeSpan duration));
        Assert.Equal(expected, DurationText.Format(duration));
    }

    [Theory]
    [InlineData("10MB", 10L << 20)]
    [InlineData("1KiB", 1024)]
    [InlineData("512B", 512)]
    [InlineData("1.5GB", 3L << 29)]
    public void Size_InPrometheusNotation_IsRead(string text, long bytes)
    {
        Assert.True(SizeText.TryParse(text, out long size));
        Assert.Equal(bytes, size);
    }

    private static MonitorConfiguration Read(string text) => MonitorConfigurationReader.Read(text, File);
}
