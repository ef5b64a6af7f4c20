using Vigia.Integration.Queue;
using Vigia.Model.Messages;
using Vigia.Testing;
using Xunit;

namespace Vigia.Process.Tests.PowerCut;

/// <summary>A disk on which the copying of the log into the database hangs: commits go on, but not without bound.</summary>
public sealed class SlowCheckpointTests
{
    /// <summary>Twice the log's length as <see cref="Module"/> sets it, and the commit that passed it.</summary>
    private const int MaxLogBytes = (2 * (384 << 10)) + (64 << 10);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Commit_CheckpointHangs_GoesOnUntilTheLogIsFullAndAfterIt()
    {
        using var folder = new TemporaryDirectory();
        var disk = new PowerCutDisk(folder["data"], seed: 1) { HeldFile = "module.db" };
        PowerCutVfs.Attach(disk);
        using var module = new Module(disk.Folder, PowerCutVfs.Name);
        module.Writer.Start();
        disk.Hold();
        int sent = 0;

        // One commit each, so the checkpoint begins somewhere on the way, and does not end.
        Task first = Task.Run(async () =>
        {
            while (!disk.Holds.IsCompleted)
            {
                await AcceptAsync(module, $"a{sent++}");
            }
        });
        await first.WaitAsync(Patience);
        await disk.Holds;
        for (int i = 0; i < 20; i++)
        {
            await AcceptAsync(module, $"b{i}").WaitAsync(Patience);
        }

        Assert.Equal(0, module.Meters.LogStalls.Value);
        Task rest = Task.Run(async () =>
        {
            for (int i = 0; i < 500; i++)
            {
                await AcceptAsync(module, $"c{i}");
            }
        });
        using (var limit = new CancellationTokenSource(Patience))
        {
            while (module.Meters.LogStalls.Value == 0)
            {
                Assert.False(rest.IsCompleted, "Commits filled the log without bound.");
                await Task.Delay(5, limit.Token);
            }
        }

        Assert.False(rest.IsCompleted);
        Assert.InRange(module.Database.LogBytes, 1, MaxLogBytes);
        disk.Release();
        await rest.WaitAsync(Patience);

        Assert.Equal(sent + 520, module.Queue.Count);
        Assert.InRange(module.Database.LogBytes, 1, MaxLogBytes);
        PowerCutVfs.Detach(disk);
    }

    private static async Task AcceptAsync(Module module, string id) => Assert.Equal(
        EnqueueOutcome.Queued,
        (await module.Queue.EnqueueAsync(
            new NewMessage
            {
                Message = new Message
                {
                    Id = id,
                    Type = "t",
                    Protocol = "http",
                    Subject = "s",
                    ReceivedAt = DateTimeOffset.UnixEpoch,
                    Payload = new byte[2_000],
                },
                Fingerprint = 1,
            },
            default)).Outcome);
}
