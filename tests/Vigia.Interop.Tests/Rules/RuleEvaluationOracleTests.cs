using System.Text.Json.Nodes;
using Vigia.Interop.Tests.Metrics;
using Vigia.Testing;
using Vigia.Testing.Listeners;
using Vigia.Testing.Metrics;
using Xunit;

namespace Vigia.Interop.Tests.Rules;

/// <summary>
/// A real Prometheus and a monitor that evaluate the same file over the same samples: the same answers of <c>/api/v1/rules</c> and <c>/alerts</c>, field by
/// field in their order, and the same series.
/// </summary>
public sealed class RuleEvaluationOracleTests : IDisposable
{
    private const string Rules = """
        groups:
        - name: shares
          interval: 1s
          rules:
          - record: job:depth:sum
            expr: sum by (job) (depth)
            labels: {kind: sum}
          - alert: Deep
            expr: depth   >  10
            for: 2s
            labels:
              severity: '{{ if gt $value 100.0 }}critical{{ else }}warning{{ end }}'
            annotations:
              summary: '{{ $labels.q }} holds {{ $value | humanize }}, {{ with query "job:depth:sum" }}{{ . | first | value }}{{ end }} in all'
          - alert: Recorded
            expr: job:depth:sum > 100
            keep_firing_for: 1h
        - name: others
          interval: 1s
          limit: 1
          rules:
          - alert: TooMany
            expr: depth > 0
          - alert: Quiet
            expr: depth > 9000
            annotations: {summary: never}
        - name: clashing
          interval: 1s
          rules:
          - alert: Same
            expr: depth
            labels: {q: one}
        """;

    private static readonly string[] Times = ["evaluationTime", "lastEvaluation", "activeAt", "keepFiringSince"];

    private readonly TemporaryDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Evaluate_SameFileAndSamples_GivesTheSameRulesAlertsAndSeries()
    {
        string file = _folder["depth.yml"];
        await File.WriteAllTextAsync(file, Rules, TestContext.Current.CancellationToken);
        string config = $"global: {{evaluation_interval: 1s, external_labels: {{site: a}}}}\nrule_files: ['{file}']\n";
        await using PrometheusServer prometheus = await PrometheusServer.StartAsync(config, TestContext.Current.CancellationToken);
        await using MonitorProcess monitor = await MonitorProcess.StartAsync(await MonitorProcess.PrepareAsync(_folder.Path, config));
        HttpClient[] both = [prometheus.Client, monitor.Client];

        await WriteAsync(both, ("a", 5), ("b", 50), ("c", 500));
        await AgreeAsync(both, "firing", 3);

        // One is over, and the sum falls below its bound, which the alert outlives.
        await WriteAsync(both, ("a", 5), ("b", 50), ("c", 1));
        await AgreeAsync(both, "firing", 2);
    }

    private static async Task WriteAsync(HttpClient[] servers, params (string Queue, double Value)[] values)
    {
        long now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        foreach (HttpClient server in servers)
        {
            using HttpContent body = RemoteWriteMessage.Create(values.Select(value =>
                new WrittenSeries([("__name__", "depth"), ("job", "x"), ("q", value.Queue)], [(now, value.Value)])));
            using HttpResponseMessage answer = await server.PostAsync(new Uri("api/v1/write", UriKind.Relative), body, TestContext.Current.CancellationToken);
            Assert.True(answer.IsSuccessStatusCode);
        }
    }

    private static async Task AgreeAsync(HttpClient[] servers, string state, int count)
    {
        string[] last = [];
        await WhenAsync(async () =>
        {
            last = await Task.WhenAll(servers.Select(ShowAsync));
            return last[0] == last[1] && last[0].Split($"alertstate\":\"{state}\"").Length - 1 == count;
        }, () => $"Prometheus:\n{last[0]}\n\nVigia:\n{last[1]}");
    }

    /// <summary>The two are evaluated at other moments of a second: what they come to is waited for.</summary>
    private static async Task WhenAsync(Func<Task<bool>> condition, Func<string> describe)
    {
        long begin = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(begin) < TimeSpan.FromSeconds(30), describe());
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    private static async Task<string> ShowAsync(HttpClient server)
    {
        string rules = Text(await GetAsync(server, "api/v1/rules"));
        string alerts = string.Join('\n', (await GetAsync(server, "api/v1/alerts"))["data"]!["alerts"]!.AsArray().Select(static alert => Text(alert!)).Order(StringComparer.Ordinal));
        string series = string.Join('\n', (await GetAsync(server, "api/v1/query?query={__name__=~\"ALERTS|job:.*\"}"))["data"]!["result"]!.AsArray()
            .Select(static sample => $"{sample!["metric"]!.ToJsonString()} {sample["value"]![1]}").Order(StringComparer.Ordinal));
        return $"{rules}\n{alerts}\n{series}";
    }

    private static async Task<JsonNode> GetAsync(HttpClient server, string path) =>
        JsonNode.Parse(await server.GetStringAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken))!;

    /// <summary>The JSON without what differs from moment to moment; Prometheus gives a rule's alerts in no order.</summary>
    private static string Text(JsonNode node)
    {
        switch (node)
        {
            case JsonObject fields:
                return "{" + string.Join(',', fields.Select(static field => $"\"{field.Key}\":{(Times.Contains(field.Key) ? "…" : Text(field.Value!))}")) + "}";
            case JsonArray list:
                IEnumerable<string> items = list.Select(static item => Text(item!));
                return "[" + string.Join(',', list.Count > 0 && list[0] is JsonObject first && first.ContainsKey("activeAt") ? items.Order(StringComparer.Ordinal) : items) + "]";
            default:
                return node.ToJsonString();
        }
    }
}
