using System.Collections.Concurrent;
using System.Text;
using Vigia.Testing;
using Vigia.Testing.Listeners;
using Xunit;

namespace Vigia.Process.Tests.Robustness;

/// <summary>
/// Clients that connect to a TLS listener and never get through the handshake: they say nothing, or a part of a
/// ClientHello (RFC 8446, 4.1.2), or bring it byte by byte. Each is cut off in its time, others are served, and the
/// memory that they hold is bounded.
/// </summary>
public sealed class SlowHandshakeTests(ITestOutputHelper output)
{
    private const int Trickling = 20;
    private const int Held = 1_000;

    // The record that is announced has 16 KiB; what is read for it, and what TLS keeps of a connection, may cost twice that.
    private const long BytesPerConnection = 32 * 1024;
    private const long Slack = 96L * 1024 * 1024;

    /// <summary>A handshake record of 16 KiB that begins with a ClientHello of 16,380 bytes for TLS 1.2.</summary>
    private static readonly string Hello = "\u0016\u0003\u0001\u0040\0\u0001\0\u003f\u00fc\u0003\u0003" + new string('r', 32);

    [Fact]
    public async Task Handshake_NeverDone_IsCutOffWhileOthersAreServedAndMemoryIsBounded()
    {
        using var folder = new TemporaryDirectory();
        using var certificates = new TestCertificates(folder);
        (string certificate, string key) = certificates.Issue("server");
        VigiaSetup setup = (await VigiaProcess.PrepareAsync(folder.Path,
        [
            $"Listeners:http:Tls:CertificatePath={certificate}",
            $"Listeners:http:Tls:KeyPath={key}",
            "Listeners:http:HandshakeTimeoutSeconds=10",
            $"Listeners:mqtt:Tls:CertificatePath={certificate}",
            $"Listeners:mqtt:Tls:KeyPath={key}",
            "Listeners:mqtt:ConnectTimeoutSeconds=10",
        ])) with
        { Authority = certificates.Authority };
        await using VigiaProcess vigia = await VigiaProcess.StartAsync(setup);
        await using HonestClients honest = await HonestClients.ConnectAsync(vigia);
        await honest.ServedAsync();
        long before = vigia.ResidentBytes();

        var held = new ConcurrentBag<RawPeer>();
        try
        {
            await Parallel.ForAsync(0, 2 * Held, new ParallelOptions { MaxDegreeOfParallelism = 32 }, async (number, _) =>
            {
                RawPeer peer = await RawPeer.OpenAsync(number % 2 == 0 ? setup.Port : setup.MqttPort, number);
                held.Add(peer);

                // Every fourth says nothing at all.
                if (number / 2 % 4 != 0)
                {
                    await peer.SendAsync(Encoding.Latin1.GetBytes(Hello));
                }
            });
            Task<string>[] trickling =
            [
                .. Enumerable.Range(0, Trickling).Select(number => TrickleAsync(setup.Port, number)),
                .. Enumerable.Range(0, Trickling).Select(number => TrickleAsync(setup.MqttPort, number)),
            ];
            await honest.ServedAsync();
            long bytes = vigia.ResidentBytes() - before;
            output.WriteLine($"{2 * Held} handshakes hold {bytes} bytes, {bytes / (2 * Held)} for each");
            Assert.True(bytes < (2 * Held * BytesPerConnection) + Slack, $"{2 * Held} handshakes hold {bytes} bytes.");

            Task all = Task.WhenAll([.. trickling, .. held.Select(peer => peer.ReadToEndAsync())]);
            do
            {
                await honest.ServedAsync();
            }
            while (!all.IsCompleted);

            await all;
            Assert.All(trickling, answer => Assert.Empty(answer.Result));
        }
        finally
        {
            foreach (RawPeer peer in held)
            {
                peer.Dispose();
            }
        }

        await vigia.UntilMetricAsync("connection_errors_total{protocol=\"http\",type=\"tls\"}", count => count >= Held + Trickling);
        await vigia.UntilMetricAsync("connection_errors_total{protocol=\"mqtt\",type=\"timeout\"}", count => count >= Held + Trickling);
        await vigia.UntilMetricAsync("active_connections{protocol=\"mqtt\"}", active => active <= 1);
        await vigia.UntilMetricAsync("active_connections{protocol=\"http\"}", active => active <= 2);
        await honest.ServedAsync();
    }

    private static async Task<string> TrickleAsync(int port, int number)
    {
        using RawPeer peer = await RawPeer.OpenAsync(port, number);
        return await peer.TrickleAsync(Encoding.Latin1.GetBytes(Hello), "r"u8.ToArray());
    }
}
