using System.Globalization;
using Vigia.Integration.Queue.Database;
using Vigia.Testing;
using Xunit;

namespace Vigia.Process.Tests.PowerCut;

/// <summary>
/// What a power cut leaves: all that was synced, and a random part of what was not, down to single sectors. Two cuts a
/// round, the second over what the first left. <c>./test --full</c> runs ten times as many rounds.
/// </summary>
public sealed class PowerCutTests(ITestOutputHelper output)
{
    private static readonly int Rounds = Environment.GetEnvironmentVariable("VIGIA_TEST_FULL") is null ? 25 : 250;

    [Fact]
    public async Task Cut_AtAnyMoment_BreaksNoPromise()
    {
        int seed = Random.Shared.Next();
        var totals = new Totals();
        for (int round = 0; round < Rounds; round++)
        {
            int roundSeed = unchecked(seed + (round * 7_919));
            try
            {
                totals.Add(await RunRoundAsync(roundSeed, "FULL"));
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"Round {round} with seed {roundSeed} failed: {exception.Message}", exception);
            }
        }

        output.WriteLine($"{Rounds} rounds from seed {seed}: {totals}");
        Assert.True(totals.Accepted > Rounds && totals.Completed > 0 && totals.Buried > 0, $"The rounds did too little to prove anything: {totals}");
    }

    /// <summary>
    /// Proves that the check would notice. Without any sync the files are soon damaged; with syncs at checkpoints only,
    /// they are whole, but lack messages that were acknowledged.
    /// </summary>
    [Theory]
    [InlineData("OFF", "")]
    [InlineData("NORMAL", " was ")]
    public async Task Cut_WithoutSyncAtEachCommit_IsNoticed(string synchronous, string expected)
    {
        // A round can be lucky; thirty in a row are not.
        int seed = Random.Shared.Next();
        int noticed = 0;
        const int wanted = 3;
        const int rounds = 30;
        for (int round = 0; round < rounds && noticed < wanted; round++)
        {
            try
            {
                await RunRoundAsync(unchecked(seed + (round * 7_919)), synchronous);
            }
            catch (Exception exception) when (exception.Message.Contains(expected, StringComparison.Ordinal))
            {
                output.WriteLine(exception.Message.Split('\n')[0]);
                noticed++;
            }
        }

        Assert.True(noticed == wanted, $"Only {noticed} of {rounds} rounds from seed {seed} were noticed.");
    }

    private static async Task<Totals> RunRoundAsync(int seed, string synchronous)
    {
        using var folder = new TemporaryDirectory();
        var random = new Random(seed);
        var ledger = new Ledger();
        string data = folder["0"];
        for (int cut = 1; cut <= 2; cut++)
        {
            // A third of the cuts come while the database is made or recovered.
            int at = random.Next(3) == 0 ? random.Next(1, 80) : random.Next(80, 4_000);
            var disk = new PowerCutDisk(data, random.Next()) { CutAt = at };
            PowerCutVfs.Attach(disk);
            await RunUntilCutAsync(disk, ledger, $"r{cut}-", random.Next(), synchronous);
            PowerCutVfs.Detach(disk);
            data = folder[cut.ToString(CultureInfo.InvariantCulture)];
            disk.Restore(data);
        }

        await Survivors.CheckAsync(data, ledger);
        return new Totals { Accepted = ledger.Accepted.Count, Completed = ledger.Completed.Count, Buried = ledger.Buried.Count };
    }

    private static async Task RunUntilCutAsync(PowerCutDisk disk, Ledger ledger, string prefix, int seed, string synchronous)
    {
        using var module = new Module(disk.Folder, PowerCutVfs.Name, synchronous);
        try
        {
            module.Writer.Start();
        }
        catch (ModuleDatabaseException) when (disk.IsCut)
        {
            return;
        }

        await new Workload(module, disk, ledger, prefix, seed).RunAsync();
    }

    private sealed class Totals
    {
        public int Accepted { get; set; }

        public int Completed { get; set; }

        public int Buried { get; set; }

        public void Add(Totals other)
        {
            Accepted += other.Accepted;
            Completed += other.Completed;
            Buried += other.Buried;
        }

        public override string ToString() => $"{Accepted} accepted, {Completed} completed, {Buried} buried";
    }
}
