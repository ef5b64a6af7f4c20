using Vigia.Integration.Queue;
using Vigia.Integration.Queue.Operations;
using Vigia.Model.Messages;
using Xunit;

namespace Vigia.Integration.Tests.Queue;

public sealed class QueueWriterTests
{
    [Fact]
    public async Task TrySubmit_OneOperationOfABatchFails_TheOthersAreMade()
    {
        await using var engine = new SqliteEngine();
        using var entered = new ManualResetEventSlim();
        using var go = new ManualResetEventSlim();
        Task blocker = SubmitAsync(engine, _ =>
        {
            entered.Set();
            return go.Wait(TimeSpan.FromSeconds(30));
        });
        Assert.True(entered.Wait(TimeSpan.FromSeconds(30)));

        // These gather behind the blocked one, so they share a transaction.
        Task<EnqueueOutcome> first = engine.EnqueueAsync(engine.New("a", key: "k"));
        Task<bool> bad = SubmitAsync(engine, _ => throw new InvalidOperationException("broken"));
        Task<EnqueueOutcome> repeat = engine.EnqueueAsync(engine.New("b", key: "k"));
        Task<EnqueueOutcome> last = engine.EnqueueAsync(engine.New("c", partition: "p"));
        go.Set();

        await blocker;
        Assert.Equal(EnqueueOutcome.Queued, await first);
        Assert.Equal("broken", (await Assert.ThrowsAsync<InvalidOperationException>(() => bad)).Message);
        Assert.Equal(EnqueueOutcome.Duplicate, await repeat);
        Assert.Equal(EnqueueOutcome.Queued, await last);
        Assert.Equal(2, engine.Queue.Count);
        Assert.Equal(["a", "c"], (await engine.LeaseAsync()).Select(lease => lease.Message.Id));
        await engine.RestartAsync();
        Assert.Equal(2, engine.Queue.Count);
    }

    [Fact]
    public async Task TrySubmit_TooManyEnqueuesWait_AnswersFull()
    {
        await using var engine = new SqliteEngine(options => options.MaxPending = 2);
        using var entered = new ManualResetEventSlim();
        using var go = new ManualResetEventSlim();
        Task blocker = SubmitAsync(engine, _ =>
        {
            entered.Set();
            return go.Wait(TimeSpan.FromSeconds(30));
        });
        Assert.True(entered.Wait(TimeSpan.FromSeconds(30)));
        Task<EnqueueOutcome>[] waiting = [engine.EnqueueAsync(engine.New("a")), engine.EnqueueAsync(engine.New("b"))];

        Assert.Equal(EnqueueOutcome.Full, await engine.EnqueueAsync(engine.New("c")));

        go.Set();
        await blocker;
        Assert.All(await Task.WhenAll(waiting), outcome => Assert.Equal(EnqueueOutcome.Queued, outcome));
        Assert.Equal(EnqueueOutcome.Queued, await engine.EnqueueAsync(engine.New("c")));
    }

    [Fact]
    public async Task Stop_WorkerWaits_EndsItsWaitAndRefusesWhatComesLater()
    {
        await using var engine = new SqliteEngine();
        Task<IReadOnlyList<LeasedMessage>> waiting = engine.LeaseAsync();
        await engine.EnqueueAsync(engine.New("a"));
        await waiting;
        Task<IReadOnlyList<LeasedMessage>> second = engine.LeaseAsync();

        engine.Writer.Stop();

        await Assert.ThrowsAsync<QueueUnavailableException>(() => second);
        await Assert.ThrowsAsync<QueueUnavailableException>(() => engine.EnqueueAsync(engine.New("b")));
        Assert.False(File.Exists(engine.Database.File + "-wal"));
    }

    [Fact]
    public async Task Note_AfterItsDelay_IsWrittenWithoutAFlush()
    {
        await using var engine = new SqliteEngine();
        engine.Store.Note(new MessageSummary
        {
            Id = "r",
            Type = "t",
            Protocol = "http",
            Status = MessageStatus.Rejected,
            Subject = "s",
            ReceivedAt = engine.Now,
            UpdatedAt = engine.Now,
        });

        engine.Time.Advance(TimeSpan.FromSeconds(1));
        await engine.SettleAsync();

        Assert.NotNull(await engine.Store.GetAsync("r", default));
    }

    private static async Task<bool> SubmitAsync(SqliteEngine engine, Func<QueueContext, bool> work)
    {
        var operation = new WorkOperation<bool>(work);
        engine.Writer.TrySubmit(operation);
        return await operation.Task;
    }
}
