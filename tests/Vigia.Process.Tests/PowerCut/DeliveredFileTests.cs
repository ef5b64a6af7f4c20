using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Vigia.Integration.Delivery.Files;
using Vigia.Integration.Queue;
using Vigia.Integration.Queue.Database;
using Vigia.Model.Messages;
using Vigia.Model.Processing;
using Vigia.Testing;
using Xunit;

namespace Vigia.Process.Tests.PowerCut;

/// <summary>
/// The queue and a file destination on one disk whose power is cut: a message is processed only where its line is in the
/// file. Two cuts a round, the second over what the first left.
/// </summary>
public sealed class DeliveredFileTests(ITestOutputHelper output)
{
    private const int MaxFileBytes = 16 * 1024;
    private const int Clients = 3;
    private const int Workers = 6;
    private static readonly int Rounds = Environment.GetEnvironmentVariable("VIGIA_TEST_FULL") is null ? 25 : 250;

    [Fact]
    public async Task Cut_AtAnyMoment_EveryProcessedMessageHasItsLine()
    {
        int seed = Random.Shared.Next();
        int completed = 0;
        for (int round = 0; round < Rounds; round++)
        {
            int roundSeed = unchecked(seed + (round * 7_919));
            try
            {
                completed += await RunRoundAsync(roundSeed, syncs: true);
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"Round {round} with seed {roundSeed} failed: {exception.Message}", exception);
            }
        }

        output.WriteLine($"{Rounds} rounds from seed {seed}: {completed} lines");
        Assert.True(completed > Rounds, $"The rounds did too little to prove anything: {completed} lines.");
    }

    /// <summary>Proves that the check would notice.</summary>
    [Fact]
    public async Task Cut_WithoutSyncs_IsNoticed()
    {
        int seed = Random.Shared.Next();
        int noticed = 0;
        const int rounds = 30;
        for (int round = 0; round < rounds && noticed < 3; round++)
        {
            try
            {
                await RunRoundAsync(unchecked(seed + (round * 7_919)), syncs: false);
            }
            catch (Exception exception) when (exception.Message.Contains(" no line", StringComparison.Ordinal))
            {
                noticed++;
            }
        }

        Assert.True(noticed == 3, $"Only {noticed} of {rounds} rounds from seed {seed} were noticed.");
    }

    [Fact]
    public async Task Append_AfterAFailedSync_StandsOnNothingThatMayBeMissing()
    {
        for (int seed = 0; seed < 20; seed++)
        {
            using var folder = new TemporaryDirectory();
            string data = Directory.CreateDirectory(folder["data"]).FullName;
            var disk = new PowerCutDisk(data, seed);
            await using (var file = new DeliveryFile(Path.Combine(data, "out.ndjson"), MaxFileBytes, 0, TimeProvider.System, new PowerCutFiles(disk)))
            {
                await file.AppendAsync(Line("first"), default);
                disk.FailsSyncs = true;
                await Assert.ThrowsAsync<ProcessingException>(() => file.AppendAsync(Line("lost"), default).AsTask());
                disk.FailsSyncs = false;
                await file.AppendAsync(Line("second"), default);
                disk.Cut();
            }

            disk.Restore(folder["after"]);
            Assert.Equal(["first", "second"], await ReadAsync(folder["after"]));
        }
    }

    private static async Task<int> RunRoundAsync(int seed, bool syncs)
    {
        using var folder = new TemporaryDirectory();
        var random = new Random(seed);
        var completed = new ConcurrentDictionary<string, bool>();
        string data = Directory.CreateDirectory(folder["0"]).FullName;
        for (int cut = 1; cut <= 2; cut++)
        {
            int at = random.Next(3) == 0 ? random.Next(1, 120) : random.Next(120, 3_000);
            var disk = new PowerCutDisk(data, random.Next()) { CutAt = at };
            PowerCutVfs.Attach(disk);
            await RunUntilCutAsync(disk, completed, cut, syncs);
            PowerCutVfs.Detach(disk);
            data = folder[cut.ToString(CultureInfo.InvariantCulture)];
            disk.Restore(data);
        }

        await using (var file = new DeliveryFile(Path.Combine(data, "out.ndjson"), MaxFileBytes, 0, TimeProvider.System, new FileDisk()))
        {
            await file.AppendAsync(Line("last"), default);
        }

        HashSet<string> lines = [.. await ReadAsync(data)];
        Assert.Contains("last", lines);
        foreach (string id in completed.Keys)
        {
            Assert.True(lines.Contains(id), $"{id} was processed, and has no line.");
        }

        return completed.Count;
    }

    private static async Task RunUntilCutAsync(PowerCutDisk disk, ConcurrentDictionary<string, bool> completed, int cut, bool syncs)
    {
        using var module = new Module(disk.Folder, PowerCutVfs.Name);
        try
        {
            module.Writer.Start();
        }
        catch (ModuleDatabaseException) when (disk.IsCut)
        {
            return;
        }

        await using var file = new DeliveryFile(
            Path.Combine(disk.Folder, "out.ndjson"), MaxFileBytes, 0, TimeProvider.System, new PowerCutFiles(disk, syncs));
        using var stop = new CancellationTokenSource();
        Task[] workers = [.. Enumerable.Range(0, Workers).Select(worker => Task.Run(() => WorkAsync(module, disk, file, completed, $"w{worker}", stop.Token)))];
        int next = 0;
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => Task.Run(async () =>
        {
            while (!disk.IsCut)
            {
                await UnlessRefusedAsync(disk, async () => await module.Queue.EnqueueAsync(New($"r{cut}-{Interlocked.Increment(ref next)}"), default));
            }
        })));
        await stop.CancelAsync();
        await Task.WhenAll(workers);
    }

    private static async Task WorkAsync(
        Module module, PowerCutDisk disk, DeliveryFile file, ConcurrentDictionary<string, bool> completed, string owner, CancellationToken stop)
    {
        while (!disk.IsCut)
        {
            await UnlessRefusedAsync(disk, async () =>
            {
                foreach (LeasedMessage lease in await module.Queue.LeaseAsync(owner, 4, stop))
                {
                    await file.AppendAsync(Line(lease.Message.Id), default);
                    if (await module.Queue.CompleteAsync(lease, new AttemptSuccess(lease.LeasedAt, TimeSpan.Zero, null, []), default))
                    {
                        completed[lease.Message.Id] = true;
                    }
                }
            });
        }
    }

    private static async Task UnlessRefusedAsync(PowerCutDisk disk, Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception refusal) when (refusal is QueueUnavailableException or ProcessingException or OperationCanceledException)
        {
            // Nothing was promised. Whoever is refused before the power goes, while the disk is whole, lets others go first.
            await Task.Yield();
        }
        catch
        {
            disk.Cut();
            throw;
        }
    }

    private static ReadOnlyMemory<byte> Line(string id) =>
        Encoding.UTF8.GetBytes($$"""{"id":"{{id}}","payload":"{{new string('x', id[^1] * 37 % 1024)}}"}""" + "\n");

    /// <summary>The ids of all lines of all files, the one written to last. Fails where one is broken.</summary>
    private static async Task<List<string>> ReadAsync(string folder)
    {
        List<string> ids = [];
        foreach (string path in Directory.GetFiles(folder, "out*.ndjson").Order(StringComparer.Ordinal))
        {
            foreach (string line in await File.ReadAllLinesAsync(path))
            {
                Assert.True(line.StartsWith('{') && line.EndsWith('}') && !line.Contains('\0', StringComparison.Ordinal), $"This is no line: {line.Replace('\0', '.')}");
                ids.Add((string)JsonNode.Parse(line)!["id"]!);
            }
        }

        return ids;
    }

    private static NewMessage New(string id) => new()
    {
        Message = new Message { Id = id, Type = "t", Protocol = "http", Subject = "key:test", ReceivedAt = DateTimeOffset.UnixEpoch, Payload = "{}"u8.ToArray() },
        Fingerprint = 1,
    };
}
