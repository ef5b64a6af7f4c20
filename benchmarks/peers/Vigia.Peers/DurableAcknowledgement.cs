using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Vigia.Peers.Load;
using Vigia.Peers.Servers;
using Vigia.Testing;

namespace Vigia.Peers;

/// <summary>
/// Durable acknowledged messages a second with N clients that wait for each acknowledgement: RabbitMQ (classic and
/// quorum queue, persistent messages, publisher confirms, no consumers) against Vigia (authentication, deduplication and
/// consumers on). Rounds alternate, so that drift of the machine hits all alike.
/// </summary>
internal static class DurableAcknowledgement
{
    public static async Task<int> RunAsync(int clients, int rounds, TimeSpan duration, int payloadBytes, string[] protocols)
    {
        using var folder = new TemporaryDirectory();
        string payload = $$"""{"pedido":"123","texto":"{{new string('x', Math.Max(0, payloadBytes - 28))}}"}""";
        byte[] rabbitBody = Encoding.UTF8.GetBytes(payload);
        byte[] vigiaBody = Encoding.UTF8.GetBytes($$"""{"type":"pedido.criado","payload":{{payload}}}""");

        await using RabbitServer rabbit = await RabbitServer.StartAsync(folder.Path);
        await using VigiaProcess? vigia = protocols.Length > 0 ? await StartModuleAsync(folder["vigia"]) : null;
        foreach (string kind in new[] { "classic", "quorum" })
        {
            await using RabbitSender admin = await RabbitSender.ConnectAsync(rabbit.Port, kind, rabbitBody);
            await admin.DeclareAsync(kind);
        }

        var results = new List<LoadResult>();
        TimeSpan warmUp = TimeSpan.FromSeconds(3);
        for (int round = 1; round <= rounds; round++)
        {
            foreach (string kind in new[] { "classic", "quorum" })
            {
                await MeasureAsync($"RabbitMQ {kind}", _ => RabbitSenderAsync(kind), rabbit.CpuSeconds);
                await using RabbitSender admin = await RabbitSender.ConnectAsync(rabbit.Port, kind, rabbitBody);
                await admin.PurgeAsync();
            }

            foreach (string protocol in protocols)
            {
                await MeasureAsync($"Vigia {protocol}", client => VigiaSenderAsync(protocol, client), () => ProcessTree.CpuSeconds(vigia!.Id));
                await DrainedAsync(vigia!.Client);
            }
        }

        Report(results, clients, payloadBytes, rounds, duration);
        return 0;

        async Task<ISender> RabbitSenderAsync(string kind) => await RabbitSender.ConnectAsync(rabbit.Port, kind, rabbitBody);

        async Task<ISender> VigiaSenderAsync(string protocol, int client) => protocol switch
        {
            "http" => await HttpSender.ConnectAsync(vigia!.Setup.Port, vigia.Setup.Key, vigiaBody, client),
            "websocket" => await WebSocketSender.ConnectAsync(vigia!.Setup.Port, vigia.Setup.Key, payload),
            "mqtt" => await MqttSender.ConnectAsync(vigia!.Setup.MqttPort, vigia.Setup.Key, rabbitBody),
            _ => throw new ArgumentException($"There is no protocol {protocol}; there are http, websocket and mqtt."),
        };

        async Task MeasureAsync(string peer, Func<int, Task<ISender>> connect, Func<double> cpu)
        {
            var senders = new List<ISender>();
            for (int client = 0; client < clients; client++)
            {
                senders.Add(await connect(client));
            }

            LoadResult result = await ClosedLoop.RunAsync(peer, senders, warmUp, duration, cpu);
            results.Add(result);
            System.Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{peer,-18} {result.PerSecond,9:F0} /s   p50 {result.P50Ms,6:F1} ms   p99 {result.P99Ms,6:F1} ms   server CPU {result.CpuMicrosecondsPerMessage,5:F0} µs/message"));
            foreach (ISender sender in senders)
            {
                await sender.DisposeAsync();
            }
        }
    }

    private static async Task<VigiaProcess> StartModuleAsync(string folder) =>
        await VigiaProcess.StartAsync(await VigiaProcess.PrepareAsync(
            folder, ["Admission:RateLimit:PermitsPerSecond=0", "Queue:Capacity=1000000"], Repository.File("artifacts", "vigia", "app", "vigia.dll")));

    /// <summary>Waits until every message is processed, so that no round inherits another's work; RabbitMQ's queues are purged instead.</summary>
    private static async Task DrainedAsync(HttpClient client)
    {
        long start = Stopwatch.GetTimestamp();
        int left = -1;
        while (true)
        {
            JsonNode queue = (await client.GetFromJsonAsync<JsonNode>("/api/v1/queue"))!;
            int size = (int)queue["size"]!;
            left = left < 0 ? size : left;
            if (size == 0)
            {
                break;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100));
        }

        System.Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{"",-18} {left} were not processed yet, and were after {Stopwatch.GetElapsedTime(start).TotalSeconds:F1} s"));
    }

    private static void Report(List<LoadResult> results, int clients, int payloadBytes, int rounds, TimeSpan duration)
    {
        System.Console.WriteLine();
        System.Console.WriteLine($"{clients} clients, {payloadBytes} bytes, {rounds} rounds of {duration.TotalSeconds} s; medians:");
        System.Console.WriteLine();
        System.Console.WriteLine("| peer | acknowledged /s | p50 ms | p99 ms | server CPU µs/message | × classic | × quorum |");
        System.Console.WriteLine("|---|---|---|---|---|---|---|");
        Dictionary<string, double> rates = results.GroupBy(result => result.Peer)
            .ToDictionary(group => group.Key, group => Median(group.Select(result => result.PerSecond)));
        foreach (IGrouping<string, LoadResult> group in results.GroupBy(result => result.Peer))
        {
            double rate = rates[group.Key];
            System.Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {group.Key} | {rate:F0} | {Median(group.Select(r => r.P50Ms)):F1} | {Median(group.Select(r => r.P99Ms)):F1} | {Median(group.Select(r => r.CpuMicrosecondsPerMessage)):F0} | {rate / rates["RabbitMQ classic"]:F2} | {rate / rates["RabbitMQ quorum"]:F2} |"));
        }
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[sorted.Length / 2 - 1] + sorted[sorted.Length / 2]) / 2;
    }
}
