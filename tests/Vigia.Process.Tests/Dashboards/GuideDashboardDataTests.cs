using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Vigia.Testing;
using Xunit;

namespace Vigia.Process.Tests.Dashboards;

/// <summary>The shipped dashboards over a real module under traffic, scraped by a real monitor.</summary>
public sealed partial class GuideDashboardDataTests
{
    private static readonly string[] Uids = ["integracao-visao-geral", "integracao-mensagens", "integracao-conexoes", "integracao-recursos", "integracao-seguranca"];

    [Fact]
    public async Task EveryPanel_OverAModuleUnderTraffic_HasData()
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(2));
        using var folder = new TemporaryDirectory();
        await using VigiaProcess module = await VigiaProcess.StartAsync(await VigiaProcess.PrepareAsync(folder["module"]));
        string config = string.Create(CultureInfo.InvariantCulture, $$"""
            global: { scrape_interval: 1s, scrape_timeout: 1s }
            scrape_configs:
              - job_name: integracao
                static_configs: [{ targets: ["127.0.0.1:{{module.Setup.Port}}"] }]
            """);
        Directory.CreateDirectory(folder["monitor"]);
        await using MonitorProcess monitor = await MonitorProcess.StartAsync(await MonitorProcess.PrepareAsync(folder["monitor"], config));

        HashSet<string> missing = ["(nothing asked yet)"];
        for (int round = 0; missing.Count > 0; round++)
        {
            Assert.False(limit.IsCancellationRequested, string.Join("; ", missing));
            await SendAsync(module, round, limit.Token);
            missing = await WithoutDataAsync(monitor, limit.Token);
        }

        string exposition = await module.Client.GetStringAsync(new Uri("metrics", UriKind.Relative), limit.Token);
        Assert.Empty(await UnknownMetricsAsync(monitor, exposition, limit.Token));
    }

    /// <summary>Good messages, one that is malformed, and one with a wrong key.</summary>
    private static async Task SendAsync(VigiaProcess module, int round, CancellationToken cancellationToken)
    {
        var address = new Uri("api/v1/messages", UriKind.Relative);
        for (int i = 0; i < 10; i++)
        {
            string message = string.Create(CultureInfo.InvariantCulture, $$$"""{"type": "order", "payload": {"round": {{{round}}}, "i": {{{i}}}, "text": "{{{new string('x', 100 * i)}}}"}}""");
            using var good = new StringContent(message, Encoding.UTF8, "application/json");
            using HttpResponseMessage answer = await module.Client.PostAsync(address, good, cancellationToken);
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(cancellationToken));
        }

        using var bad = new StringContent("{", Encoding.UTF8, "application/json");
        using HttpResponseMessage malformed = await module.Client.PostAsync(address, bad, cancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, malformed.StatusCode);
        using var stranger = new HttpRequestMessage(HttpMethod.Post, address) { Content = new StringContent("{}", Encoding.UTF8, "application/json") };
        stranger.Headers.Authorization = new("Bearer", "vk_unknown");
        using HttpResponseMessage refused = await module.Client.SendAsync(stranger, cancellationToken);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
    }

    /// <summary>Panels that show no value, with what they say.</summary>
    private static async Task<HashSet<string>> WithoutDataAsync(MonitorProcess monitor, CancellationToken cancellationToken)
    {
        var missing = new HashSet<string>(StringComparer.Ordinal);
        foreach (string uid in Uids)
        {
            for (int panel = 1; panel <= 4; panel++)
            {
                string request = string.Create(CultureInfo.InvariantCulture, $$"""{"dashboard": "{{uid}}", "panel": {{panel}}, "from": "now-5m", "to": "now"}""");
                using var body = new StringContent(request, Encoding.UTF8, "application/json");
                using HttpResponseMessage response = await monitor.Client.PostAsync(new Uri("ui/api/panels/query", UriKind.Relative), body, cancellationToken);
                string text = await response.Content.ReadAsStringAsync(cancellationToken);
                Assert.True(response.IsSuccessStatusCode, text);
                using JsonDocument answer = JsonDocument.Parse(text);
                if (!HasValue(answer.RootElement))
                {
                    missing.Add($"{uid}/{panel}: {answer.RootElement.GetProperty("notices").GetRawText()}");
                }
            }
        }

        return missing;
    }

    private static bool HasValue(JsonElement answer) =>
        answer.GetProperty("unsupported").ValueKind == JsonValueKind.Null
        && answer.GetProperty("frames").EnumerateArray()
            .SelectMany(static frame => frame.GetProperty("fields").EnumerateArray())
            .Where(static field => field.GetProperty("type").GetString() == "number")
            .Any(static field => field.GetProperty("values").EnumerateArray().Any(static value => value.ValueKind == JsonValueKind.Number));

    /// <summary>Metric names that the dashboards use and the module does not expose.</summary>
    private static async Task<IReadOnlyList<string>> UnknownMetricsAsync(MonitorProcess monitor, string exposition, CancellationToken cancellationToken)
    {
        HashSet<string> exposed = [.. exposition.Split('\n').Where(static line => line.Length > 0 && line[0] != '#').Select(static line => line[..line.AsSpan().IndexOfAny('{', ' ')])];
        var unknown = new List<string>();
        foreach (string uid in Uids)
        {
            using JsonDocument dashboard = JsonDocument.Parse(await monitor.Client.GetStringAsync(new Uri("ui/api/dashboards/" + uid, UriKind.Relative), cancellationToken));
            foreach (JsonElement target in dashboard.RootElement.GetProperty("panels").EnumerateArray().SelectMany(static panel => panel.GetProperty("targets").EnumerateArray()))
            {
                unknown.AddRange(MetricName().Matches(target.GetProperty("expr").GetString()!).Select(static match => match.Value).Where(name => !exposed.Contains(name)));
            }
        }

        return unknown;
    }

    /// <summary>The dashboards' metrics have an underscore, and no function or label of theirs has but these.</summary>
    [GeneratedRegex(@"(?<![\$\w])(?!histogram_quantile)[a-z]+(_[a-zA-Z]+)+")]
    private static partial Regex MetricName();
}
