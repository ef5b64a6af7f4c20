using System.Collections.Concurrent;
using Vigia.Testing;
using Xunit;

namespace Vigia.Process.Tests.Robustness;

/// <summary>Thousands of connections that do nothing: they cost little, nobody else notices, and they leave nothing behind.</summary>
public sealed class IdleConnectionsTests(ITestOutputHelper output)
{
    private static readonly int Connections = Environment.GetEnvironmentVariable("VIGIA_TEST_FULL") is null ? 3_000 : 10_000;

    // Sockets, buffers and objects of a connection, with what the collector has not taken back yet.
    private const long BytesPerConnection = 24 * 1024;

    // What work beside them may add in the meantime: the heap grows by whole regions.
    private const long Slack = 96L * 1024 * 1024;

    private const int Waves = 4;

    private static readonly string[] Protocols = ["http", "websocket", "mqtt"];

    [Fact]
    public async Task Idle_ThousandsOnEveryProtocol_OthersServedAndMemoryBounded()
    {
        Assert.True(
            RunningModule.OpenFileLimit() > Connections + 1_000,
            $"This test opens {Connections} connections, but only {RunningModule.OpenFileLimit()} files may be open: raise 'ulimit -Hn'.");
        using var folder = new TemporaryDirectory();
        VigiaSetup setup = await VigiaProcess.PrepareAsync(folder.Path, ["Listeners:http:KeepAliveSeconds=3600", "Listeners:websocket:PingSeconds=3600"]);
        await using VigiaProcess vigia = await VigiaProcess.StartAsync(setup);
        await using HonestClients honest = await HonestClients.ConnectAsync(vigia);
        await WorkAsync(honest);
        long before = vigia.ResidentBytes();
        double[] own = await Task.WhenAll(Protocols.Select(protocol => vigia.MetricAsync(Active(protocol))));

        // The heap keeps what it once had, so one wave more may hold more than the last; four that leave something behind
        // for each connection pass the bound.
        for (int wave = 1; wave <= Waves; wave++)
        {
            long held = await WaveAsync(vigia, honest, own) - before;
            output.WriteLine($"wave {wave}: {Connections} connections hold {held} bytes, {held / Connections} for each");
            Assert.True(
                held < (Connections * BytesPerConnection) + Slack, $"Wave {wave}: {Connections} idle connections hold {held} bytes.");
            await WorkAsync(honest);
        }
    }

    /// <summary>Opens all connections, has the others served among them, closes them. Returns the memory held meanwhile.</summary>
    private static async Task<long> WaveAsync(VigiaProcess vigia, HonestClients honest, double[] own)
    {
        var idle = new ConcurrentBag<RawPeer>();
        try
        {
            await Parallel.ForAsync(0, Connections, new ParallelOptions { MaxDegreeOfParallelism = 32 }, async (number, _) => idle.Add(await ((number % 3) switch
            {
                0 => RawPeer.OpenHttpAsync(vigia.Setup, number),
                1 => RawPeer.OpenWebSocketAsync(vigia.Setup, number),
                _ => RawPeer.OpenMqttAsync(vigia.Setup, number),
            })));
            await WorkAsync(honest);
            for (int i = 0; i < Protocols.Length; i++)
            {
                double active = await vigia.MetricAsync(Active(Protocols[i]));
                Assert.True(active >= Connections / 3, $"{Protocols[i]}: only {active} of {Connections / 3} connections are still there.");
            }

            return vigia.ResidentBytes();
        }
        finally
        {
            foreach (RawPeer peer in idle)
            {
                peer.Dispose();
            }

            for (int i = 0; i < Protocols.Length; i++)
            {
                double owned = own[i];
                await vigia.UntilMetricAsync(Active(Protocols[i]), active => active <= owned);
            }
        }
    }

    private static async Task WorkAsync(HonestClients honest)
    {
        for (int i = 0; i < 20; i++)
        {
            await honest.ServedAsync();
        }
    }

    private static string Active(string protocol) => $"active_connections{{protocol=\"{protocol}\"}}";
}
