using System.Globalization;
using System.Text;
using System.Text.Json;
using Vigia.Peers.Servers;
using Vigia.Testing;

namespace Vigia.Peers.Metrics;

/// <summary>
/// Alerting rules in groups of a hundred, each evaluated every 15 s over series that a sender writes to both: the monitor's engine beside Debian's Prometheus,
/// at the same time on the same machine. A tenth of the rules fire; nobody is told.
/// </summary>
internal static class RuleEngine
{
    private const int GroupSize = 100;
    private const int Interval = 15_000;
    private const int Firing = 10;

    public static async Task<int> RunAsync(int rules, int rounds)
    {
        using var folder = new TemporaryDirectory();
        await using MetricServer prometheus = await PrepareAsync("prometheus", folder["prometheus"], rules);
        await using MetricServer vigia = await PrepareAsync("vigia", folder["vigia"], rules);
        MetricServer[] servers = [prometheus, vigia];
        var series = new SeriesGenerator("load_total", rules, "bench", SeriesKind.Counter);
        foreach (MetricServer server in servers)
        {
            await server.StartAsync();
        }

        // Two rounds to meet the series and to settle, then the rounds that count.
        for (int round = -2; round < 0; round++)
        {
            await WriteAsync(servers, series);
        }

        double[] before = [.. servers.Select(static server => ProcessTree.CpuSeconds(server.ProcessId))];
        for (int round = 0; round < rounds; round++)
        {
            await WriteAsync(servers, series);
        }

        double[] used = [.. servers.Select((server, i) => (ProcessTree.CpuSeconds(server.ProcessId) - before[i]) / rounds)];
        System.Console.WriteLine($"{rules} alerting rules, {rules / Firing} firing, {rounds} rounds of {Interval / 1000} s; each round's samples are written too");
        for (int i = 0; i < servers.Length; i++)
        {
            (long loaded, long firing, double seconds, double missed) = await AskAsync(servers[i]);
            System.Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {servers[i].Name} | {used[i]:F2} s CPU a round | {servers[i].ResidentBytes / 1048576.0:F0} MiB | {loaded} rules, {firing} firing | {seconds:F2} s in evaluations a round | {missed:F0} missed |"));
        }

        System.Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"vigia/prometheus: CPU {used[1] / used[0]:F3}, memory {vigia.ResidentBytes / (double)prometheus.ResidentBytes:F3}"));
        return 0;
    }

    private static async Task<MetricServer> PrepareAsync(string name, string folder, int rules)
    {
        MetricServer server = await MetricServer.PrepareAsync(name, folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "prometheus.yml"), "global: { evaluation_interval: 15s }\nrule_files: [rules.yml]\n");
        await File.WriteAllTextAsync(Path.Combine(folder, "rules.yml"), Rules(rules));
        return server;
    }

    private static string Rules(int count)
    {
        var text = new StringBuilder("groups:\n");
        for (int i = 0; i < count; i++)
        {
            if (i % GroupSize == 0)
            {
                text.Append(CultureInfo.InvariantCulture, $"  - name: group{i / GroupSize}\n    rules:\n");
            }

            string threshold = i % Firing == 0 ? ">= 0" : "> 1e15";
            text.Append(CultureInfo.InvariantCulture, $$$"""
                      - alert: Load{{{i}}}
                        expr: sum by (job, region) (rate(load_total{shard="{{{i}}}"}[2m])) {{{threshold}}}
                        for: 15s
                        labels: { severity: warning }
                        annotations: { summary: "{{ $labels.job }} at {{ $value | humanize }}" }

                """);
        }

        return text.ToString();
    }

    private static async Task WriteAsync(MetricServer[] servers, SeriesGenerator series)
    {
        long now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        for (int first = 0; first < series.Count; first += 2000)
        {
            byte[] body = series.Body(first, 2000, now);
            foreach (MetricServer server in servers)
            {
                await server.WriteAsync(body);
            }
        }

        long left = now + Interval - TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        await Task.Delay(TimeSpan.FromMilliseconds(Math.Max(0, left)), TimeProvider.System);
    }

    private static async Task<(long Loaded, long Firing, double Seconds, double Missed)> AskAsync(MetricServer server)
    {
        using JsonDocument answer = JsonDocument.Parse(await server.Client.GetStringAsync(new Uri("api/v1/rules?type=alert", UriKind.Relative)));
        JsonElement[] groups = [.. answer.RootElement.GetProperty("data").GetProperty("groups").EnumerateArray().Where(static group => group.GetProperty("name").GetString()!.StartsWith("group", StringComparison.Ordinal))];
        JsonElement[] rules = [.. groups.SelectMany(static group => group.GetProperty("rules").EnumerateArray())];
        string metrics = await server.Client.GetStringAsync(new Uri("metrics", UriKind.Relative));
        double missed = metrics.Split('\n').Where(static line => line.StartsWith("prometheus_rule_group_iterations_missed_total", StringComparison.Ordinal))
            .Sum(static line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));
        return (rules.Length, rules.Count(static rule => rule.GetProperty("state").GetString() == "firing"), groups.Sum(static group => group.GetProperty("evaluationTime").GetDouble()), missed);
    }
}
