using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Vigia.Instrumentation.Metrics;
using Vigia.Testing;
using Xunit;

namespace Vigia.Interop.Tests.Metrics;

/// <summary>A real Prometheus scrapes a real service, and its API is asked what it saw.</summary>
public sealed class PrometheusScrapeTests
{
    [Fact]
    public async Task Scrape_ByPrometheus_HasEveryValueTypeAndExemplar()
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        await using InstrumentedApp app = await InstrumentedApp.StartAsync();
        string traceId = Fill(app.Metrics);
        using var folder = new TemporaryDirectory();
        string config = folder["prometheus.yml"];
        await File.WriteAllTextAsync(
            config,
            $$"""
            scrape_configs:
              - job_name: integracao
                scrape_interval: 250ms
                scrape_timeout: 250ms
                static_configs:
                  - targets: ['{{app.Address.Authority}}']
            """,
            cancellationToken);
        int port = ExternalProcess.FreePort();
        var api = new Uri($"http://127.0.0.1:{port}/");
        await using ExternalProcess prometheus = await ExternalProcess.StartAsync(
            "prometheus",
            [
                $"--config.file={config}", $"--storage.tsdb.path={folder["data"]}", $"--web.listen-address={api.Authority}",
                "--enable-feature=exemplar-storage",
            ],
            new Uri(api, "-/ready"),
            workingDirectory: folder.Path,
            cancellationToken: cancellationToken);

        using var client = new HttpClient { BaseAddress = api };
        await UntilScrapedAsync(client, prometheus, cancellationToken);
        Assert.Equal(3, await ValueAsync(client, "messages_processed_total{protocol=\"mqtt\",status=\"success\"}"));
        Assert.Equal(1, await ValueAsync(client, "errors_total{type=\"a\\\"b\\\\c\\nd\",source=\"é\"}"));
        Assert.Equal(17, await ValueAsync(client, "queue_size"));
        Assert.Equal(1, await ValueAsync(client, "message_processing_seconds_bucket{le=\"0.5\"}"));
        Assert.Equal(2, await ValueAsync(client, "message_processing_seconds_bucket{le=\"+Inf\"}"));
        Assert.Equal(2, await ValueAsync(client, "message_processing_seconds_count"));
        Assert.Equal(3.25, await ValueAsync(client, "message_processing_seconds_sum"));
        Assert.True(await ValueAsync(client, "memory_usage_bytes") > 1e6);
        Assert.True(await ValueAsync(client, "process_cpu_seconds_total") > 0);

        using JsonDocument metadata = await GetAsync(client, "api/v1/metadata");
        JsonElement types = metadata.RootElement.GetProperty("data");
        Assert.Equal("histogram", types.GetProperty("request_latency_seconds")[0].GetProperty("type").GetString());
        Assert.Equal("summary", types.GetProperty("request_size_bytes")[0].GetProperty("type").GetString());
        Assert.Equal("Total de erros", types.GetProperty("errors")[0].GetProperty("help").GetString());

        string query = "api/v1/query_exemplars?query=messages_processed_total&start=0&end=9999999999";
        using JsonDocument exemplars = await GetAsync(client, query);
        Assert.Contains(traceId, exemplars.RootElement.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(["application/openmetrics-text; version=1.0.0; charset=utf-8 gzip"], app.Answered);
    }

    private static string Fill(ServiceMetrics metrics)
    {
        using Activity activity = new Activity("test").SetIdFormat(ActivityIdFormat.W3C);
        activity.ActivityTraceFlags = ActivityTraceFlags.Recorded;
        activity.Start();
        metrics.MessagesProcessed.WithLabels("mqtt", "success").Increment(3);
        metrics.Errors.WithLabels("a\"b\\c\nd", "é").Increment();
        metrics.QueueSize.Set(17);
        metrics.ProcessingTime.Observe(0.25);
        metrics.ProcessingTime.Observe(3);
        return activity.TraceId.ToString();
    }

    private static async Task UntilScrapedAsync(HttpClient client, ExternalProcess prometheus, CancellationToken cancellationToken)
    {
        // Prometheus offers no signal for its first scrape.
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(TimeSpan.FromSeconds(30));
        while (true)
        {
            using JsonDocument targets = await GetAsync(client, "api/v1/targets");
            foreach (JsonElement target in targets.RootElement.GetProperty("data").GetProperty("activeTargets").EnumerateArray())
            {
                string health = target.GetProperty("health").GetString()!;
                if (health == "up")
                {
                    return;
                }

                Assert.True(health == "unknown", target.GetProperty("lastError").GetString() + prometheus.Output);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, deadline.Token);
        }
    }

    private static async Task<double> ValueAsync(HttpClient client, string query)
    {
        using JsonDocument answer = await GetAsync(client, $"api/v1/query?query={Uri.EscapeDataString(query)}");
        JsonElement result = answer.RootElement.GetProperty("data").GetProperty("result");
        Assert.True(result.GetArrayLength() == 1, $"{query}: {result.GetRawText()}");
        return double.Parse(result[0].GetProperty("value")[1].GetString()!, CultureInfo.InvariantCulture);
    }

    private static async Task<JsonDocument> GetAsync(HttpClient client, string path) =>
        JsonDocument.Parse(await client.GetStringAsync(new Uri(path, UriKind.Relative)));
}
