using Vigia.Testing;
using Xunit;

namespace Vigia.Process.Tests.Metrics;

/// <summary>kill -9 of the monitor under remote write, round after round over the same data, with a ledger on the senders' side.</summary>
public sealed class MonitorKillTests
{
    private const int Senders = 4;
    private static readonly int Rounds = Environment.GetEnvironmentVariable("VIGIA_TEST_FULL") is null ? 5 : 50;

    [Fact]
    public async Task Kill_UnderRemoteWrite_KeepsEveryAcknowledgedSampleAndInventsNone()
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        using var folder = new TemporaryDirectory();
        MonitorSetup setup = await MonitorProcess.PrepareAsync(folder.Path);
        int seed = Random.Shared.Next();
        var random = new Random(seed);
        long start = TimeProvider.System.GetUtcNow().AddHours(-2).ToUnixTimeMilliseconds();
        SampleLedger[] ledgers = [.. Enumerable.Range(0, Senders).Select(i => new SampleLedger($"s{i}", random.Next(), start))];

        for (int round = 1; round <= Rounds; round++)
        {
            await using MonitorProcess monitor = await MonitorProcess.StartAsync(setup);
            await CheckAsync(monitor, ledgers, round, seed, cancellationToken);
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            int target = ledgers.Sum(ledger => ledger.Acknowledged) + random.Next(20, 400);
            var load = Task.WhenAll(ledgers.Select(ledger => ledger.SendAsync(monitor.Client, stop.Token)));
            await UntilAsync(() => load.IsCompleted || ledgers.Sum(ledger => ledger.Acknowledged) >= target, $"{target} acknowledgements");
            if (load.IsCompleted)
            {
                await load;
                Assert.Fail($"The senders stopped before the monitor was killed:\n{monitor.Output}");
            }

            await monitor.KillAsync();
            await stop.CancelAsync();
            await load;
        }

        await using MonitorProcess last = await MonitorProcess.StartAsync(setup);
        await CheckAsync(last, ledgers, Rounds + 1, seed, cancellationToken);

        // What was in hand is sent again, and may be there already: then nothing is open any more.
        foreach (SampleLedger ledger in ledgers.Where(ledger => ledger.Acknowledged < ledger.Sent))
        {
            await ledger.SendOneAsync(last.Client, cancellationToken);
            Assert.Equal(ledger.Sent, ledger.Acknowledged);
        }

        await CheckAsync(last, ledgers, Rounds + 2, seed, cancellationToken);
        Assert.Equal(0, await last.TerminateAsync());
    }

    private static async Task CheckAsync(MonitorProcess monitor, IEnumerable<SampleLedger> ledgers, int round, int seed, CancellationToken cancellationToken)
    {
        foreach (SampleLedger ledger in ledgers)
        {
            string? difference = ledger.Sent == 0 ? null : await StoredSamples.CompareAsync(monitor.Client, ledger, cancellationToken);
            Assert.True(difference is null, $"Round {round}, seed {seed}: {difference}\n{monitor.Output}");
        }
    }

    /// <summary>The senders' progress has no signal, so this polls, with a deadline.</summary>
    private static async Task UntilAsync(Func<bool> condition, string what)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(120));
        while (!condition())
        {
            Assert.False(limit.IsCancellationRequested, $"Waited two minutes for {what}.");
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }
}
