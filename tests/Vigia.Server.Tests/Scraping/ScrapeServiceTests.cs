using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http;
using Vigia.Model.Metrics;
using Vigia.Server.Scraping;
using Vigia.Server.Scraping.Targets;
using Vigia.Testing;
using Vigia.Testing.Listeners;
using Xunit;

namespace Vigia.Server.Tests.Scraping;

/// <summary>Scraping over a real network, from the file to the sink.</summary>
public sealed class ScrapeServiceTests
{
    [Fact]
    public async Task Scrape_ATarget_StoresItsSamplesAndItsReport()
    {
        await using ScrapedServer server = await ScrapedServer.StartAsync();
        server.Text = "# TYPE a gauge\n# HELP a the help\na{x=\"y\"} 1\nb 2\n";
        await using ScrapeHarness scraping = await ScrapeHarness.StartAsync($"- {{ job_name: j, static_configs: [{{ targets: ['{server.HostAndPort}'], labels: {{ zone: z }} }}] }}");
        string labels = $$"""instance="{{server.HostAndPort}}", job="j", """;
        Assert.Equal(1, await scraping.LastAsync($$"""a{{{labels}}x="y", zone="z"}"""));
        Assert.Equal(1, await scraping.LastAsync($$"""up{{{labels}}zone="z"}"""));
        Assert.Equal(2, await scraping.LastAsync($$"""scrape_samples_scraped{{{labels}}zone="z"}"""));
        Assert.Equal(2, await scraping.LastAsync($$"""scrape_samples_post_metric_relabeling{{{labels}}zone="z"}"""));
        await scraping.LastAsync($$"""scrape_series_added{{{labels}}zone="z"}""", static added => added == 0);

        // The first that came in time: on a busy machine the very first scrape may not.
        Assert.Contains(scraping.Sink.Samples($$"""scrape_series_added{{{labels}}zone="z"}"""), static sample => sample.Value == 2);
        Assert.InRange(await scraping.LastAsync($$"""scrape_duration_seconds{{{labels}}zone="z"}"""), 0, 10);

        IReadOnlyDictionary<string, string> request = server.Requests.First();
        Assert.Equal(
            "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2",
            request["Accept"]);
        Assert.Equal(("gzip", "0.5", "/metrics"), (request["Accept-Encoding"], request["X-Prometheus-Scrape-Timeout-Seconds"], request["path"]));

        TargetStatus status = await scraping.ScrapedAsync();
        Assert.Equal((TargetHealth.Up, "", "j", $"http://{server.HostAndPort}/metrics"), (status.Health, status.LastError, status.ScrapePool, status.ScrapeUrl.ToString()));
        Assert.Equal("http", status.DiscoveredLabels["__scheme__"]);
        TargetMetadata metadata = Assert.Single(scraping.Status.Metadata());
        Assert.Equal(("a", new MetricMetadata(MetricType.Gauge, "the help", "")), (metadata.Metric, metadata.Metadata));
    }

    [Theory]
    [InlineData("text/html", "", "received unsupported Content-Type \"text/html\" and no fallback_scrape_protocol specified for target")]
    [InlineData("", "", "non-compliant scrape target sending blank Content-Type and no fallback_scrape_protocol specified for target")]
    [InlineData("", "fallback_scrape_protocol: PrometheusText0.0.4,", "")]
    [InlineData("application/json", "fallback_scrape_protocol: PrometheusText0.0.4,", "")]
    [InlineData("application/openmetrics-text; version=1.0.0", "", "line 2: data does not end with # EOF")]
    [InlineData("text/plain", "body_size_limit: 3B,", "body size limit exceeded")]
    [InlineData("text/plain", "enable_compression: false,", "")]
    [InlineData("text/plain", "target_limit: 1, metrics_path: /m, params: { a: ['1 2'] },", "")]
    public async Task Scrape_ByContentType_IsReadOrRefused(string contentType, string job, string error)
    {
        await using ScrapedServer server = await ScrapedServer.StartAsync();
        server.ContentType = contentType;
        await using ScrapeHarness scraping = await ScrapeHarness.StartAsync($"- {{ job_name: j, {job} static_configs: [{{ targets: ['{server.HostAndPort}'] }}] }}");
        TargetStatus status = await scraping.ScrapedAsync();
        Assert.Equal((error, error.Length == 0 ? TargetHealth.Up : TargetHealth.Down), (status.LastError, status.Health));
        string labels = $$"""{instance="{{server.HostAndPort}}", job="j"}""";
        Assert.Equal(error.Length == 0 ? 1 : 0, await scraping.LastAsync("up" + labels));
        if (job.Contains("params", StringComparison.Ordinal))
        {
            Assert.Equal("/m?a=1%202", server.Requests.First()["path"]);
        }
    }

    [Fact]
    public async Task Scrape_ATargetThatBreaksAndComesBack_IsDownMeanwhile()
    {
        await using ScrapedServer server = await ScrapedServer.StartAsync();
        await using ScrapeHarness scraping = await ScrapeHarness.StartAsync($"- {{ job_name: j, static_configs: [{{ targets: ['{server.HostAndPort}'] }}] }}");
        string labels = $$"""{instance="{{server.HostAndPort}}", job="j"}""";
        await scraping.LastAsync("a" + labels);
        server.Handler = static context =>
        {
            context.Response.StatusCode = 503;
            return Task.CompletedTask;
        };
        await scraping.LastAsync("a" + labels, StaleMarker.Is);
        Assert.Equal("server returned HTTP status 503 Service Unavailable", scraping.Status.ActiveTargets()[0].LastError);
        await scraping.LastAsync("up" + labels, static up => up == 0);
        server.Handler = null;
        await scraping.LastAsync("a" + labels, static value => value == 1);
    }

    [Fact]
    public async Task Scrape_ATargetThatDoesNotAnswer_TimesOut()
    {
        await using ScrapedServer server = await ScrapedServer.StartAsync();
        server.Handler = static context => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
        await using ScrapeHarness scraping = await ScrapeHarness.StartAsync($"- {{ job_name: j, static_configs: [{{ targets: ['{server.HostAndPort}'] }}] }}");
        Assert.EndsWith("context deadline exceeded", (await scraping.ScrapedAsync()).LastError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reload_AJobThatIsGone_MarksItsSeriesAndTheRestGoesOn()
    {
        await using ScrapedServer server = await ScrapedServer.StartAsync();
        string kept = $"- {{ job_name: kept, static_configs: [{{ targets: ['{server.HostAndPort}'] }}] }}\n";
        await using ScrapeHarness scraping = await ScrapeHarness.StartAsync(kept + $"- {{ job_name: gone, static_configs: [{{ targets: ['{server.HostAndPort}'] }}] }}");
        string gone = $$"""{instance="{{server.HostAndPort}}", job="gone"}""";
        await scraping.LastAsync("a" + gone);
        await scraping.LastAsync("up" + gone);
        await scraping.ReloadAsync(kept);
        Assert.True(StaleMarker.Is(scraping.Sink.Samples("a" + gone)[^1].Value));
        Assert.True(StaleMarker.Is(scraping.Sink.Samples("up" + gone)[^1].Value));
        Assert.Equal(["kept"], scraping.Status.Pools);
        string keptSeries = $$"""a{instance="{{server.HostAndPort}}", job="kept"}""";
        int count = scraping.Sink.Samples(keptSeries).Count;
        await Eventually.TrueAsync(() => scraping.Sink.Samples(keptSeries).Count > count + 1);
        Assert.DoesNotContain(scraping.Sink.Samples(keptSeries), static sample => StaleMarker.Is(sample.Value));
    }

    [Fact]
    public async Task Reload_AJobThatChanged_KeepsItsSeriesWithoutAMarker()
    {
        await using ScrapedServer server = await ScrapedServer.StartAsync();
        server.Text = "a 1\nb 1\n";
        string target = $"static_configs: [{{ targets: ['{server.HostAndPort}'] }}]";
        await using ScrapeHarness scraping = await ScrapeHarness.StartAsync($"- {{ job_name: j, {target} }}");
        string labels = $$"""{instance="{{server.HostAndPort}}", job="j"}""";
        await scraping.LastAsync("b" + labels);
        await scraping.ReloadAsync($"- {{ job_name: j, {target}, metric_relabel_configs: [{{ source_labels: [__name__], regex: b, action: drop }}] }}");
        await scraping.LastAsync("b" + labels, StaleMarker.Is);
        Assert.DoesNotContain(scraping.Sink.Samples("a" + labels), static sample => StaleMarker.Is(sample.Value));
    }

    [Fact]
    public async Task Discovery_OfFiles_FollowsThem()
    {
        await using ScrapedServer server = await ScrapedServer.StartAsync();
        var directory = new TemporaryDirectory();
        await File.WriteAllTextAsync(directory["one.json"], $$"""[{"targets": ["{{server.HostAndPort}}"], "labels": {"n": "1"} }]""");
        await using ScrapeHarness scraping = await ScrapeHarness.StartAsync("- { job_name: j, file_sd_configs: [{ files: ['*.json', 't.yml'] }] }", directory);
        string one = $$"""a{instance="{{server.HostAndPort}}", job="j", n="1"}""";
        string two = $$"""a{instance="{{server.HostAndPort}}", job="j", n="2"}""";
        await scraping.LastAsync(one);
        Assert.Equal(directory["one.json"], scraping.Status.ActiveTargets()[0].DiscoveredLabels["__meta_filepath"]);

        await File.WriteAllTextAsync(directory["t.yml"], $"- targets: ['{server.HostAndPort}']\n  labels: {{ n: '2' }}\n");
        await scraping.LastAsync(two);
        await File.WriteAllTextAsync(directory["t.yml"], "- targets: [\n");
        File.Delete(directory["one.json"]);
        await scraping.LastAsync(one, StaleMarker.Is);
        int count = scraping.Sink.Samples(two).Count;
        await Eventually.TrueAsync(() => scraping.Sink.Samples(two).Count > count);
    }

    [Fact]
    public async Task Discovery_OverHttp_TakesWhatIsNamed()
    {
        await using ScrapedServer server = await ScrapedServer.StartAsync();
        await using ScrapedServer discovery = await ScrapedServer.StartAsync();
        discovery.Handler = context =>
        {
            context.Response.ContentType = "application/json; charset=utf-8";
            return context.Response.WriteAsync($$"""[{"targets": ["{{server.HostAndPort}}"], "labels": {"__meta_x": "y"} }]""");
        };
        await using ScrapeHarness scraping = await ScrapeHarness.StartAsync(
            $"- {{ job_name: j, http_sd_configs: [{{ url: '{discovery.Address}' }}], relabel_configs: [{{ source_labels: [__meta_x], target_label: x }}] }}");
        await scraping.LastAsync($$"""a{instance="{{server.HostAndPort}}", job="j", x="y"}""");
        Assert.Equal("60", discovery.Requests.First()["X-Prometheus-Refresh-Interval-Seconds"]);
    }

    [Fact]
    public async Task Discovery_Relabeling_DropsTargetsAndKeepsSomeForDisplay()
    {
        await using ScrapeHarness scraping = await ScrapeHarness.StartAsync("""
            - job_name: j
              keep_dropped_targets: 1
              static_configs: [{ targets: ['a:1', 'b:1'] }]
              relabel_configs: [{ source_labels: [__address__], regex: 'c.*', action: keep }]
            """);
        await Eventually.TrueAsync(() => scraping.Status.DroppedTargetCounts["j"] == 2);
        Assert.Equal("a:1", Assert.Single(scraping.Status.DroppedTargets("j")).DiscoveredLabels["__address__"]);
        Assert.Empty(scraping.Status.ActiveTargets());
    }

    [Fact]
    public async Task Discovery_MoreTargetsThanAllowed_FailsThemAll()
    {
        await using ScrapedServer server = await ScrapedServer.StartAsync();
        await using ScrapeHarness scraping = await ScrapeHarness.StartAsync(
            $"- {{ job_name: j, target_limit: 1, static_configs: [{{ targets: ['{server.HostAndPort}', 'localhost:{server.Address.Port}'] }}] }}");
        await Eventually.TrueAsync(() => scraping.Status.ActiveTargets().Count(static target => target.LastError == "target_limit exceeded (number of targets: 2, limit: 1)") == 2);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Scrape_WithCredentials_SendsThemAndNotAfterARedirect()
    {
        await using ScrapedServer server = await ScrapedServer.StartAsync();
        await using ScrapedServer first = await ScrapedServer.StartAsync();
        first.Handler = context =>
        {
            context.Response.Redirect(server.Address + "metrics");
            return Task.CompletedTask;
        };
        await using ScrapeHarness scraping = await ScrapeHarness.StartAsync(
            $"- {{ job_name: j, basic_auth: {{ username: u, password: p }}, static_configs: [{{ targets: ['{first.HostAndPort}'] }}] }}");
        await scraping.LastAsync($$"""a{instance="{{first.HostAndPort}}", job="j"}""");
        Assert.Equal("Basic dTpw", first.Requests.First()["Authorization"]);
        Assert.False(server.Requests.First().ContainsKey("Authorization"));

        await scraping.ReloadAsync($"- {{ job_name: j, follow_redirects: false, static_configs: [{{ targets: ['{first.HostAndPort}'] }}] }}");
        await Eventually.TrueAsync(() => scraping.Status.ActiveTargets() is [{ LastError: "server returned HTTP status 302 Found" }]);
    }

    [Theory]
    [InlineData("ca_file: authority.pem, cert_file: client.pem, key_file: client.key", true)]
    [InlineData("insecure_skip_verify: true, cert_file: client.pem, key_file: client.key", true)]
    [InlineData("ca_file: authority.pem, server_name: localhost, cert_file: client.pem, key_file: client.key", true)]
    [InlineData("ca_file: authority.pem, server_name: elsewhere, cert_file: client.pem, key_file: client.key", false)]
    [InlineData("cert_file: client.pem, key_file: client.key", false)]
    [InlineData("ca_file: other.pem, cert_file: client.pem, key_file: client.key", false)]
    public async Task Scrape_OverTls_TrustsAsConfigured(string tls, bool succeeds)
    {
        var directory = new TemporaryDirectory();
        using var authority = new TestCertificates(directory);
        using var other = new TestCertificates(directory, "other");
        (string certificate, string key) = authority.Issue("server");
        authority.Issue("client", "the client");
        using X509Certificate2 served = X509Certificate2.CreateFromPemFile(certificate, key);
        await using ScrapedServer server = await ScrapedServer.StartAsync(served, wantsClientCertificate: true);
        await using ScrapeHarness scraping = await ScrapeHarness.StartAsync(
            $"- {{ job_name: j, scheme: https, scrape_interval: 2s, scrape_timeout: 2s, tls_config: {{ {tls} }}, static_configs: [{{ targets: ['{server.HostAndPort}'] }}] }}", directory);
        TargetStatus status = await scraping.ScrapedAsync();
        Assert.True(succeeds == (status.Health == TargetHealth.Up), status.LastError);
        Assert.Equal(succeeds ? ["CN=the client"] : [], server.Requests.Select(static request => request["certificate"]));
    }

    [Fact]
    public async Task Scrape_WithOAuth2_FetchesATokenOnce()
    {
        await using ScrapedServer server = await ScrapedServer.StartAsync();
        await using ScrapedServer tokens = await ScrapedServer.StartAsync();
        tokens.Handler = static context => context.Response.WriteAsync("""{"access_token": "T", "token_type": "bearer", "expires_in": 3600}""");
        await using ScrapeHarness scraping = await ScrapeHarness.StartAsync(
            $"- {{ job_name: j, oauth2: {{ client_id: i, client_secret: s, token_url: '{tokens.Address}' }}, static_configs: [{{ targets: ['{server.HostAndPort}'] }}] }}");
        await Eventually.TrueAsync(() => server.Requests.Count > 2);
        Assert.Single(tokens.Requests);
        Assert.All(server.Requests, static request => Assert.Equal("Bearer T", request["Authorization"]));
    }

    [Fact]
    public async Task Scrape_WithASecretThatIsMissing_IsDownAndSaysWhy()
    {
        await using ScrapedServer server = await ScrapedServer.StartAsync();
        await using ScrapeHarness scraping = await ScrapeHarness.StartAsync(
            $"- {{ job_name: j, authorization: {{ credentials_file: token }}, static_configs: [{{ targets: ['{server.HostAndPort}'] }}] }}");
        Assert.Contains("token", (await scraping.ScrapedAsync()).LastError, StringComparison.Ordinal);
        Assert.Equal(0, await scraping.LastAsync($$"""up{instance="{{server.HostAndPort}}", job="j"}"""));
        await File.WriteAllTextAsync(scraping.Directory["token"], "T\n");
        await scraping.LastAsync($$"""a{instance="{{server.HostAndPort}}", job="j"}""");
        Assert.Equal("Bearer T", server.Requests.Last()["Authorization"]);
        Assert.StartsWith("Vigia/", server.Requests.Last()["User-Agent"], StringComparison.Ordinal);
    }

    [Fact]
    public void Offset_OfManyTargets_IsSpreadOverTheInterval()
    {
        DateTimeOffset now = DateTimeOffset.FromUnixTimeSeconds(1_700_000_003);
        var interval = TimeSpan.FromSeconds(10);
        TimeSpan[] offsets =
        [
            .. Enumerable.Range(0, 200).Select(i => ScrapeLoop.Offset(new ScrapeTarget(Vigia.Model.Labels.LabelSet.Of(("instance", $"{i}")), new Uri("http://a/"), interval, interval), now)),
        ];
        Assert.All(offsets, offset => Assert.InRange(offset, TimeSpan.Zero, interval));
        Assert.All(Enumerable.Range(0, 10), second => Assert.Contains(offsets, offset => (int)offset.TotalSeconds == second));
    }
}
