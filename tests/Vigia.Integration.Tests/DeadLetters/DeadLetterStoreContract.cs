using System.Text;
using Vigia.Integration.DeadLetters;
using Vigia.Integration.Queue;
using Vigia.Integration.Tests.Queue;
using Vigia.Model.Messages;
using Vigia.Model.Modules;
using Xunit;

namespace Vigia.Integration.Tests.DeadLetters;

/// <summary>What every engine's dead letters must do.</summary>
public abstract class DeadLetterStoreContract
{
    private protected abstract MessageEngine Open(Action<QueueOptions>? configure = null);

    [Fact]
    public async Task GroupAsync_SeveralErrors_GroupsByErrorAndType()
    {
        await using MessageEngine engine = Open();
        DateTimeOffset start = engine.Now;
        await engine.BuryAllAsync("timeout", "a", "b");
        engine.Time.Advance(TimeSpan.FromSeconds(5));
        await engine.EnqueueAllAsync("c", "d");
        IReadOnlyList<LeasedMessage> leases = await engine.LeaseAsync();
        await engine.BuryAsync(leases[0], "timeout", "The last one.");
        await engine.BuryAsync(leases[1], "bad_payload");

        IReadOnlyList<DeadLetterGroup> groups = await engine.DeadLetters.GroupAsync(default);

        Assert.Equal(
            [
                new DeadLetterGroup { ErrorType = "timeout", Type = "pedido.criado", Count = 3, First = start, Last = engine.Now, LastError = "The last one." },
                new DeadLetterGroup { ErrorType = "bad_payload", Type = "pedido.criado", Count = 1, First = engine.Now, Last = engine.Now, LastError = "The payload is bad." },
            ],
            groups);
    }

    [Fact]
    public async Task ReplayAsync_ByFilter_QueuesThoseAgainFromTheFirstAttempt()
    {
        await using MessageEngine engine = Open();
        await engine.BuryAllAsync("timeout", "a", "b");
        await engine.BuryAllAsync("bad_payload", "c");

        IReadOnlyList<string> ids = await engine.DeadLetters.ReplayAsync(new MessageFilter { ErrorType = "timeout", Limit = 1 }, engine.Entry("deadletter.replay"), default);

        Assert.Equal(["a", "b"], ids);
        Assert.Equal((1, 2), ((int)engine.DeadLetters.Count, engine.Queue.Count));
        IReadOnlyList<LeasedMessage> leases = await engine.LeaseAsync();
        Assert.Equal([("a", 1), ("b", 1)], leases.Select(lease => (lease.Message.Id, lease.Attempt)));
        await engine.CompleteAsync(leases[0], "out");
        MessageDetail detail = (await engine.Store.GetAsync("a", default))!;
        Assert.Equal(MessageStatus.Processed, detail.Summary.Status);
        Assert.Equal(["permanent", "success"], detail.Attempts.Select(attempt => attempt.Outcome));
        Assert.Equal("deadletter.replay", Assert.Single(await engine.Audit.ReadAsync(new AuditFilter { Limit = 10 }, default)).Action);
    }

    [Fact]
    public async Task ReplayAsync_InPartition_ComesBehindTheOthersAlsoAfterARestart()
    {
        await using MessageEngine engine = Open();
        await engine.EnqueueAsync(engine.New("a1", partition: "a"));
        await engine.BuryAsync(await engine.LeaseOneAsync());
        await engine.EnqueueAsync(engine.New("a2", partition: "a"));

        await engine.DeadLetters.ReplayAsync(new MessageFilter { Id = "a1" }, engine.Entry("deadletter.replay"), default);
        await engine.RestartAsync();

        LeasedMessage first = await engine.LeaseOneAsync();
        Assert.Equal("a2", first.Message.Id);
        await engine.CompleteAsync(first);
        Assert.Equal("a1", (await engine.LeaseOneAsync()).Message.Id);
    }

    [Fact]
    public async Task ReplayAsync_OldLease_StaysFencedOut()
    {
        await using MessageEngine engine = Open();
        await engine.EnqueueAllAsync("a");
        LeasedMessage old = await engine.LeaseOneAsync();
        await engine.BuryAsync(old);
        await engine.DeadLetters.ReplayAsync(new MessageFilter(), engine.Entry("deadletter.replay"), default);

        LeasedMessage lease = await engine.LeaseOneAsync();

        Assert.True(lease.FencingToken > old.FencingToken);
        Assert.False(await engine.CompleteAsync(old));
    }

    [Fact]
    public async Task ReplayAsync_QueueIsNearlyFull_ReplaysWhatFits()
    {
        await using MessageEngine engine = Open(options => options.Capacity = 3);
        await engine.BuryAllAsync("timeout", "a", "b", "c");
        await engine.EnqueueAllAsync("d");

        Assert.Equal(["a", "b"], await engine.DeadLetters.ReplayAsync(new MessageFilter(), engine.Entry("deadletter.replay"), default));
        Assert.Equal((1, 3), ((int)engine.DeadLetters.Count, engine.Queue.Count));
    }

    [Fact]
    public async Task ReplayAsync_NothingFits_IsNotAudited()
    {
        await using MessageEngine engine = Open();

        Assert.Empty(await engine.DeadLetters.ReplayAsync(new MessageFilter { Id = "x" }, engine.Entry("deadletter.replay"), default));
        Assert.Empty(await engine.Audit.ReadAsync(new AuditFilter { Limit = 10 }, default));
    }

    [Fact]
    public async Task ReplayAsync_Thousands_ReplaysEachOnce()
    {
        await using MessageEngine engine = Open();
        await Task.WhenAll(Enumerable.Range(0, 2_300).Select(i => engine.EnqueueAsync(engine.New($"m{i}"))));
        IReadOnlyList<LeasedMessage> leases = await engine.LeaseAsync(3_000);
        await Task.WhenAll(leases.Select(lease => engine.BuryAsync(lease)));

        IReadOnlyList<string> ids = await engine.DeadLetters.ReplayAsync(new MessageFilter(), engine.Entry("deadletter.replay"), default);

        Assert.Equal(2_300, ids.Distinct().Count());
        Assert.Equal((0, 2_300), ((int)engine.DeadLetters.Count, engine.Queue.Count));
        await engine.RestartAsync();
        Assert.Equal((0, 2_300), ((int)engine.DeadLetters.Count, engine.Queue.Count));
    }

    [Fact]
    public async Task EditAsync_DeadLetter_ReplaysWithTheNewPayloadAndType()
    {
        await using MessageEngine engine = Open();
        await engine.BuryAllAsync("bad_payload", "a");

        DeadLetterEditResult edited = await engine.DeadLetters.EditAsync(
            "a", Encoding.UTF8.GetBytes("""{"fixed":true}"""), "pedido.corrigido", null, engine.Entry("deadletter.edit"), default);
        Assert.Equal(DeadLetterEditOutcome.Done, edited.Outcome);
        await engine.DeadLetters.ReplayAsync(new MessageFilter(), engine.Entry("deadletter.replay"), default);

        Message message = (await engine.LeaseOneAsync()).Message;
        Assert.Equal("""{"fixed":true}""", Encoding.UTF8.GetString(message.Payload.Span));
        Assert.Equal("pedido.corrigido", message.Type);
        Assert.Equal(["deadletter.replay", "deadletter.edit"], (await engine.Audit.ReadAsync(new AuditFilter { Limit = 10 }, default)).Select(entry => entry.Action));
    }

    [Fact]
    public async Task EditAsync_TwoEditorsOfOneVersion_TheSecondIsToldAndWritesNothing()
    {
        await using MessageEngine engine = Open();
        await engine.BuryAllAsync("bad_payload", "a");
        string version = (await engine.Store.GetAsync("a", default))!.Version!;

        DeadLetterEditResult first = await EditAsync("1", version);
        DeadLetterEditResult second = await EditAsync("2", version);

        Assert.Equal((DeadLetterEditOutcome.Done, DeadLetterEditOutcome.Changed), (first.Outcome, second.Outcome));
        Assert.Equal(first.Version, second.Version);
        MessageDetail stored = (await engine.Store.GetAsync("a", default))!;
        Assert.Equal(("1", first.Version), (Encoding.UTF8.GetString(stored.Payload.Span), stored.Version));
        Assert.Equal(DeadLetterEditOutcome.Done, (await EditAsync("3", first.Version)).Outcome);

        await engine.DeadLetters.ReplayAsync(new MessageFilter(), engine.Entry("deadletter.replay"), default);
        Assert.Null((await engine.Store.GetAsync("a", default))!.Version);
        await engine.BuryAsync(await engine.LeaseOneAsync());
        Assert.DoesNotContain((await engine.Store.GetAsync("a", default))!.Version, new[] { version, first.Version });

        ValueTask<DeadLetterEditResult> EditAsync(string payload, string? of) =>
            engine.DeadLetters.EditAsync("a", Encoding.UTF8.GetBytes(payload), null, of, engine.Entry("deadletter.edit"), default);
    }

    [Fact]
    public async Task StepAsync_QueueFillsUp_SaysThatThereIsMoreAndAuditsTheWholeOnce()
    {
        await using MessageEngine engine = Open(options => options.Capacity = 3);
        await engine.BuryAllAsync("timeout", "a", "b", "c");
        await engine.EnqueueAllAsync("d");
        long mark = await engine.DeadLetters.MarkAsync(default);
        var step = new DeadLetterStep(DeadLetterAction.Replay, new MessageFilter { Ids = ["a", "b", "c", "x"] }, mark, 2, IsFirst: true);
        AuditEntry audit = engine.Entry("deadletter.replay");

        Assert.Equal(3, await engine.DeadLetters.CountAsync(step.Filter, default));
        DeadLetterStepResult first = await engine.DeadLetters.StepAsync(step, audit, default);
        DeadLetterStepResult held = await engine.DeadLetters.StepAsync(step with { IsFirst = false }, audit, default);
        await engine.CompleteAsync(await engine.LeaseOneAsync());
        DeadLetterStepResult last = await engine.DeadLetters.StepAsync(step with { IsFirst = false }, audit, default);

        Assert.Equal(["a", "b"], first.Ids);
        Assert.Empty(held.Ids);
        Assert.Equal(["c"], last.Ids);
        Assert.Equal((true, true, false), (first.HasMore, held.HasMore, last.HasMore));
        Assert.Equal("deadletter.replay", Assert.Single(await engine.Audit.ReadAsync(new AuditFilter(), default)).Action);
        Assert.Equal("deadletter.replay.item", Assert.Single(await engine.Audit.ReadAsync(new AuditFilter { Target = "c" }, default)).Action);
    }

    [Fact]
    public async Task EditAsync_NotADeadLetter_IsMissing()
    {
        await using MessageEngine engine = Open();
        await engine.EnqueueAllAsync("a");

        Assert.Equal(
            new DeadLetterEditResult(DeadLetterEditOutcome.Missing, null),
            await engine.DeadLetters.EditAsync("a", default, null, null, engine.Entry("deadletter.edit"), default));
        Assert.Equal(
            new DeadLetterEditResult(DeadLetterEditOutcome.Missing, null),
            await engine.DeadLetters.EditAsync("unknown", default, null, null, engine.Entry("deadletter.edit"), default));
        Assert.Empty(await engine.Audit.ReadAsync(new AuditFilter { Limit = 10 }, default));
    }

    [Fact]
    public async Task DiscardAsync_ByFilter_IsFinal()
    {
        await using MessageEngine engine = Open();
        await engine.BuryAllAsync("timeout", "a");
        await engine.BuryAllAsync("bad_payload", "b");

        Assert.Equal(["b"], await engine.DeadLetters.DiscardAsync(new MessageFilter { ErrorType = "bad_payload" }, engine.Entry("deadletter.discard"), default));

        Assert.Equal(MessageStatus.Discarded, await engine.StatusAsync("b"));
        Assert.Equal(1, engine.DeadLetters.Count);
        Assert.Equal(["a"], await engine.DeadLetters.ReplayAsync(new MessageFilter(), engine.Entry("deadletter.replay"), default));
        Assert.Equal(0, engine.DeadLetters.Count);
    }
}
