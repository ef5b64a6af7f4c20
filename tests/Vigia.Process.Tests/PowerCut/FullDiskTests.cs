using Vigia.Integration.Queue;
using Vigia.Model.Messages;
using Vigia.Testing;
using Xunit;

namespace Vigia.Process.Tests.PowerCut;

/// <summary>A disk that fills up and gets space again, on the same file system layer.</summary>
public sealed class FullDiskTests
{
    [Fact]
    public async Task EnqueueAsync_DiskFull_SaysSoAndRecoversWithoutLoss()
    {
        using var folder = new TemporaryDirectory();
        var disk = new PowerCutDisk(folder["data"], seed: 1);
        PowerCutVfs.Attach(disk);
        using var module = new Module(disk.Folder, PowerCutVfs.Name);
        module.Writer.Start();
        await AcceptAsync(module, "before");
        LeasedMessage held = Assert.Single(await module.Queue.LeaseAsync("w", 1, default));

        disk.IsFull = true;
        QueueUnavailableException refusal = await Assert.ThrowsAsync<QueueUnavailableException>(() => AcceptAsync(module, "during"));
        await Assert.ThrowsAsync<QueueUnavailableException>(async () => await CompleteAsync(module, held));
        Assert.Contains("full", refusal.Message, StringComparison.Ordinal);
        Assert.False(module.Writer.IsAvailable);
        Assert.Equal(1, module.Queue.Count);

        disk.IsFull = false;
        await AcceptWhenPossibleAsync(module, "after");
        Assert.True(module.Writer.IsAvailable);
        Assert.Equal(2, module.Queue.Count);
        Assert.Null(await module.Store.GetAsync("during", default));
        Assert.True(await CompleteAsync(module, held));
        LeasedMessage next = Assert.Single(await module.Queue.LeaseAsync("w", 10, default));
        Assert.Equal("after", next.Message.Id);
        PowerCutVfs.Detach(disk);
    }

    [Fact]
    public async Task LeaseAsync_DiskFullWhileWaiting_IsServedOnceThereIsSpace()
    {
        using var folder = new TemporaryDirectory();
        var disk = new PowerCutDisk(folder["data"], seed: 1);
        PowerCutVfs.Attach(disk);
        using var module = new Module(disk.Folder, PowerCutVfs.Name);
        module.Writer.Start();
        await AcceptAsync(module, "a");

        disk.IsFull = true;
        Task<IReadOnlyList<LeasedMessage>> waiting = module.Queue.LeaseAsync("w", 1, default).AsTask();
        await Assert.ThrowsAsync<QueueUnavailableException>(() => AcceptAsync(module, "b"));
        disk.IsFull = false;

        Assert.Equal("a", Assert.Single(await waiting).Message.Id);
        PowerCutVfs.Detach(disk);
    }

    [Fact]
    public async Task Sync_Fails_StopsForGoodAndSaysThatARestartHelps()
    {
        using var folder = new TemporaryDirectory();
        var disk = new PowerCutDisk(folder["data"], seed: 1);
        PowerCutVfs.Attach(disk);
        using var module = new Module(disk.Folder, PowerCutVfs.Name);
        var broken = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        module.Writer.Broken += broken.SetResult;
        module.Writer.Start();
        await AcceptAsync(module, "a");

        disk.FailsSyncs = true;
        QueueUnavailableException refusal = await Assert.ThrowsAsync<QueueUnavailableException>(() => AcceptAsync(module, "b"));
        await broken.Task.WaitAsync(TimeSpan.FromSeconds(30));
        disk.FailsSyncs = false;

        Assert.Contains("restart", refusal.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<QueueUnavailableException>(() => AcceptAsync(module, "c"));
        await Assert.ThrowsAsync<QueueUnavailableException>(async () => await module.Queue.LeaseAsync("w", 1, default));
        PowerCutVfs.Detach(disk);
    }

    private static async Task AcceptWhenPossibleAsync(Module module, string id)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            try
            {
                await AcceptAsync(module, id);
                return;
            }
            catch (QueueUnavailableException) when (!limit.IsCancellationRequested)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(5), limit.Token);
            }
        }
    }

    private static async Task AcceptAsync(Module module, string id) => Assert.Equal(
        EnqueueOutcome.Queued,
        (await module.Queue.EnqueueAsync(
            new NewMessage
            {
                Message = new Message { Id = id, Type = "t", Protocol = "http", Subject = "s", ReceivedAt = DateTimeOffset.UnixEpoch, Payload = default },
                Fingerprint = 1,
            },
            default)).Outcome);

    private static async Task<bool> CompleteAsync(Module module, LeasedMessage lease) =>
        await module.Queue.CompleteAsync(lease, new AttemptSuccess(lease.LeasedAt, TimeSpan.Zero, null, []), default);
}
