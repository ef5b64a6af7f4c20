using System.Text;
using Vigia.Testing;
using Vigia.Testing.Mqtt;
using Xunit;

namespace Vigia.Process.Tests.Robustness;

/// <summary>Senders that bring a byte now and then, at every place where one can: each is cut off and counted, others are served.</summary>
public sealed class SlowSenderTests
{
    private const int Each = 20;

    [Fact]
    public async Task Trickle_AtEveryPlace_IsCutOffAndCountedWhileOthersAreServed()
    {
        using var folder = new TemporaryDirectory();
        VigiaSetup setup = await VigiaProcess.PrepareAsync(folder.Path,
        [
            "Listeners:http:HeaderTimeoutSeconds=2",
            "Listeners:http:BodyGraceSeconds=2",
            "Listeners:websocket:MessageTimeoutSeconds=2",
            "Listeners:mqtt:ConnectTimeoutSeconds=2",
            "Listeners:mqtt:PacketTimeoutSeconds=2",
        ]);
        await using VigiaProcess vigia = await VigiaProcess.StartAsync(setup);
        await using HonestClients honest = await HonestClients.ConnectAsync(vigia);

        Task<string>[] headers = Start(n => TrickleAsync(RawPeer.OpenAsync(setup.Port, n), "GET /health/live HTTP/1.1\r\nHost: localhost\r\nX-Slow: ", "a"));
        Task<string>[] bodies = Start(n => TrickleAsync(
            RawPeer.OpenAsync(setup.Port, n),
            $"POST /api/v1/messages HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {setup.Key}\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n",
            " "));

        // A text frame of 60,000 bytes under a mask of zeros.
        Task<string>[] frames = Start(n => TrickleAsync(RawPeer.OpenWebSocketAsync(setup, n), "\u0081\u00fe\u00ea\u0060\0\0\0\0", " "));
        string connect = Encoding.Latin1.GetString(RawMqttClient.Connect(4, new string('c', 2_000), setup.Key));
        Task<string>[] connects = Start(n => TrickleAsync(RawPeer.OpenAsync(setup.MqttPort, n), connect[..20], "c"));

        // A PUBLISH packet of 100,000 bytes.
        Task<string>[] packets = Start(n => TrickleAsync(RawPeer.OpenMqttAsync(setup, n), "\u0032\u00a0\u008d\u0006\0\u0001t\0\u0001", " "));

        Task all = Task.WhenAll(Enumerable.Concat<Task>(headers, bodies).Concat(frames).Concat(connects).Concat(packets));
        do
        {
            await honest.ServedAsync();
        }
        while (!all.IsCompleted);

        await all;
        Assert.All(headers, answer => Assert.StartsWith("HTTP/1.1 408", answer.Result, StringComparison.Ordinal));
        Assert.All(bodies, answer => Assert.True(answer.Result.Length == 0 || answer.Result.StartsWith("HTTP/1.1 408", StringComparison.Ordinal), answer.Result));
        await vigia.UntilMetricAsync(Errors("http", "slow"), count => count >= 2 * Each);
        await vigia.UntilMetricAsync(Errors("websocket", "slow"), count => count >= Each);
        await vigia.UntilMetricAsync(Errors("mqtt", "timeout"), count => count >= 2 * Each);
        await honest.ServedAsync();
    }

    private static Task<string>[] Start(Func<int, Task<string>> one) => [.. Enumerable.Range(0, Each).Select(one)];

    private static async Task<string> TrickleAsync(Task<RawPeer> opening, string head, string bytes)
    {
        using RawPeer peer = await opening;
        return await peer.TrickleAsync(Encoding.Latin1.GetBytes(head), Encoding.Latin1.GetBytes(bytes));
    }

    private static string Errors(string protocol, string type) => $"connection_errors_total{{protocol=\"{protocol}\",type=\"{type}\"}}";
}
