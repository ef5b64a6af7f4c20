using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;
using Vigia.Peers.Metrics;
using Vigia.Peers.Servers;
using Vigia.Testing;
using Vigia.Testing.Notifications;

namespace Vigia.Peers.Alerts;

/// <summary>
/// Firing alerts posted to the API v2 in bodies of a thousand, first as new ones and then again as Prometheus does every minute: the monitor beside Debian's
/// Alertmanager, one after the other in one run. Grouped by name, a hundred groups; each is told to a webhook that answers 200.
/// </summary>
internal static class AlertIntake
{
    private const int PerBody = 1000;
    private const int Names = 100;

    private const string Configuration = """
        route: { receiver: sink, group_by: [alertname], group_wait: 5s, group_interval: 5m, repeat_interval: 12h }
        receivers: [{ name: sink, webhook_configs: [{ url: "SINK", max_alerts: 10 }] }]
        """;

    public static async Task<int> RunAsync(int alerts)
    {
        using var folder = new TemporaryDirectory();
        (double Cpu, double Memory)[] figures = new (double, double)[2];
        string[] names = ["alertmanager", "vigia"];
        for (int i = 0; i < names.Length; i++)
        {
            figures[i] = await MeasureAsync(names[i], folder[names[i]], alerts);
        }

        System.Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"vigia/alertmanager: CPU {figures[1].Cpu / figures[0].Cpu:F3}, memory {figures[1].Memory / figures[0].Memory:F3}"));
        return 0;
    }

    private static async Task<(double Cpu, double Memory)> MeasureAsync(string name, string folder, int alerts)
    {
        Directory.CreateDirectory(folder);
        await using HttpReceiver sink = await HttpReceiver.StartAsync();
        var groups = new ConcurrentDictionary<string, bool>(StringComparer.Ordinal);
        var allTold = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        sink.Answer = (request, _) =>
        {
            groups[request.Json.GetProperty("groupKey").GetString()!] = true;
            if (groups.Count >= Names)
            {
                allTold.TrySetResult();
            }

            return Task.CompletedTask;
        };
        string file = Path.Combine(folder, "alertmanager.yml");
        await File.WriteAllTextAsync(file, Configuration.Replace("SINK", sink.Address.ToString(), StringComparison.Ordinal));
        await using MetricServer server = await MetricServer.PrepareAsync(name, folder);
        await server.StartAsync();
        double idle = ProcessTree.CpuSeconds(server.ProcessId);
        (double first, double again) = (await PostAsync(server, alerts), await PostAsync(server, alerts));
        double used = ProcessTree.CpuSeconds(server.ProcessId) - idle;
        var watch = Stopwatch.StartNew();
        await allTold.Task.WaitAsync(TimeSpan.FromMinutes(2), TimeProvider.System);
        double told = watch.Elapsed.TotalSeconds;
        int listed = JsonDocument.Parse(await server.Client.GetStringAsync(new Uri("api/v2/alerts", UriKind.Relative))).RootElement.GetArrayLength();
        double memory = server.ResidentBytes / 1048576.0;
        System.Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {name} | {alerts} new alerts in {first:F1} s | again in {again:F1} s | {used:F2} s CPU | {memory:F0} MiB | {groups.Count} groups told {told:F1} s after the last | {listed} listed |"));
        return (used, memory);
    }

    private static async Task<double> PostAsync(MetricServer server, int alerts)
    {
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        var watch = Stopwatch.StartNew();
        for (int first = 0; first < alerts; first += PerBody)
        {
            byte[] body = JsonSerializer.SerializeToUtf8Bytes(Enumerable.Range(first, Math.Min(PerBody, alerts - first)).Select(i => new
            {
                labels = new Dictionary<string, string>
                {
                    ["alertname"] = "Load" + (i % Names).ToString(CultureInfo.InvariantCulture),
                    ["instance"] = "host-" + i.ToString(CultureInfo.InvariantCulture),
                    ["job"] = "bench",
                    ["region"] = "sa-east-1",
                    ["severity"] = "warning",
                },
                annotations = new { summary = "Load of host-" + i.ToString(CultureInfo.InvariantCulture) + " is high", description = "It has been above its limit for five minutes." },
                startsAt = now.AddMinutes(-5),
                endsAt = now.AddMinutes(30),
                generatorURL = "http://prometheus.example/graph?g0.expr=load+%3E+1",
            }));
            using var content = new ByteArrayContent(body);
            content.Headers.ContentType = new("application/json");
            using HttpResponseMessage answer = await server.Client.PostAsync(new Uri("api/v2/alerts", UriKind.Relative), content);
            if (answer.StatusCode != HttpStatusCode.OK)
            {
                throw new InvalidOperationException($"{server.Name}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
            }
        }

        return watch.Elapsed.TotalSeconds;
    }
}
