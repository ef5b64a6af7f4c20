using Vigia.Testing;
using Xunit;

namespace Vigia.Process.Tests.Metrics;

/// <summary>The monitor on a real disk that is full for a while: a small tmpfs of the test's own. Needs the right to mount.</summary>
public sealed class MonitorFullDiskTests
{
    private const int Megabyte = 1 << 20;

    [Fact]
    public async Task Write_DiskFull_IsRefusedUntilThereIsSpaceAndLosesNothing()
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        using var folder = new TemporaryDirectory();
        string disk = Directory.CreateDirectory(folder["disk"]).FullName;
        ExternalResult mounted = await ExternalProcess.RunAsync("mount", ["-t", "tmpfs", "-o", "size=24m", "vigia-test", disk], cancellationToken: cancellationToken);
        Assert.SkipUnless(mounted.ExitCode == 0, "No right to mount a small disk: " + mounted.Error);
        try
        {
            MonitorSetup setup = await MonitorProcess.PrepareAsync(folder.Path, data: Path.Combine(disk, "data"));
            long start = TimeProvider.System.GetUtcNow().AddHours(-1).ToUnixTimeMilliseconds();
            var ledger = new SampleLedger("s", seed: 1, start);
            await using (MonitorProcess monitor = await MonitorProcess.StartAsync(setup))
            {
                await ledger.SendOneAsync(monitor.Client, cancellationToken);
                string ballast = Path.Combine(disk, "ballast");
                await FillAsync(ballast, cancellationToken);

                string refusal = await UntilRefusedAsync(monitor, ledger, cancellationToken);
                Assert.StartsWith("500: the samples could not be made durable", refusal, StringComparison.Ordinal);
                Assert.False(monitor.HasExited);

                // What was acknowledged is still answered while the disk is full.
                Assert.Null(await StoredSamples.CompareAsync(monitor.Client, ledger, cancellationToken));

                File.Delete(ballast);
                int refused = ledger.Sent;
                await UntilTakenAsync(monitor, ledger, refused + 100, cancellationToken);
                Assert.Null(await StoredSamples.CompareAsync(monitor.Client, ledger, cancellationToken));
                await monitor.KillAsync();
            }

            await using MonitorProcess again = await MonitorProcess.StartAsync(setup);
            Assert.Null(await StoredSamples.CompareAsync(again.Client, ledger, cancellationToken));
            Assert.Equal(0, await again.TerminateAsync());
        }
        finally
        {
            await ExternalProcess.RunAsync("umount", ["-l", disk], cancellationToken: CancellationToken.None);
        }
    }

    /// <summary>Writes until the disk takes no more.</summary>
    private static async Task FillAsync(string path, CancellationToken cancellationToken)
    {
        await using var ballast = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        byte[] piece = new byte[4096];
        try
        {
            for (int i = 0; i < 64 * Megabyte / piece.Length; i++)
            {
                await ballast.WriteAsync(piece, cancellationToken);
            }
        }
        catch (IOException)
        {
            return;
        }

        Assert.Fail("The small disk took 64 MB.");
    }

    private static async Task<string> UntilRefusedAsync(MonitorProcess monitor, SampleLedger ledger, CancellationToken cancellationToken)
    {
        for (int i = 0; i < 100_000; i++)
        {
            try
            {
                await ledger.SendOneAsync(monitor.Client, cancellationToken);
            }
            catch (InvalidOperationException refused)
            {
                return refused.Message;
            }
        }

        Assert.Fail("The full disk refused nothing:\n" + monitor.Output);
        return "";
    }

    /// <summary>A sender tries again, as the specification asks of it for a status of 500.</summary>
    private static async Task UntilTakenAsync(MonitorProcess monitor, SampleLedger ledger, int requests, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        while (ledger.Acknowledged < requests)
        {
            try
            {
                await ledger.SendOneAsync(monitor.Client, limit.Token);
            }
            catch (InvalidOperationException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), limit.Token);
            }
        }
    }
}
