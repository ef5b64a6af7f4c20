using Vigia.Integration.Queue;
using Vigia.Integration.Tests.Queue;
using Vigia.Model.Messages;
using Vigia.Model.Modules;
using Xunit;

namespace Vigia.Integration.Tests.Messages;

/// <summary>What every engine must do when a person's messages are erased.</summary>
public abstract class ErasureContract
{
    private protected abstract MessageEngine Open();

    [Fact]
    public async Task EraseUserAsync_InEveryState_RemovesWhatIsPersonal()
    {
        await using MessageEngine engine = Open();
        foreach (string id in new[] { "processed", "dead", "retrying", "leased", "queued" })
        {
            await engine.EnqueueAsync(engine.New(id, user: "ana", payload: """{"name":"Ana"}"""));
        }

        await engine.EnqueueAsync(engine.New("other", user: "bia", payload: """{"name":"Bia"}"""));
        IReadOnlyList<LeasedMessage> leases = await engine.LeaseAsync(4);
        await engine.CompleteAsync(leases[0], "out");
        await engine.BuryAsync(leases[1], error: "Ana is bad");
        await engine.RetryAsync(leases[2], TimeSpan.FromHours(1));
        engine.Store.Note(Note(engine, "noted"));

        int touched = await engine.Store.EraseUserAsync("ana", engine.Entry("user.erase"), default);

        Assert.Equal(6, touched);
        Assert.Equal(1, engine.Queue.Count);
        Assert.Equal(0, engine.DeadLetters.Count);
        Assert.Empty(await engine.SearchAsync(new MessageFilter { UserId = "ana" }));
        foreach ((string id, MessageStatus status) in new[]
        {
            ("processed", MessageStatus.Processed), ("dead", MessageStatus.Discarded), ("retrying", MessageStatus.Discarded),
            ("leased", MessageStatus.Discarded), ("queued", MessageStatus.Discarded), ("noted", MessageStatus.Rejected),
        })
        {
            MessageDetail detail = (await engine.Store.GetAsync(id, default))!;
            Assert.Equal(status, detail.Summary.Status);
            Assert.Null(detail.Summary.UserId);
            Assert.Null(detail.Summary.Error);
            Assert.Empty(detail.Headers);
            Assert.Empty(detail.Payload.ToArray());
            Assert.Empty(detail.Outputs);
            Assert.All(detail.Attempts, attempt => Assert.Null(attempt.Error));
        }

        Assert.False(await engine.CompleteAsync(leases[3], "out"));
        Assert.Equal("other", (await engine.LeaseOneAsync()).Message.Id);
        Assert.Equal("user.erase", Assert.Single(await engine.Audit.ReadAsync(new AuditFilter { Limit = 10 }, default)).Action);
    }

    [Fact]
    public async Task EraseUserAsync_InPartition_LetsThoseBehindGo()
    {
        await using MessageEngine engine = Open();
        await engine.EnqueueAsync(engine.New("a1", partition: "a", user: "ana"));
        await engine.EnqueueAsync(engine.New("a2", partition: "a", user: "bia"));
        await engine.EnqueueAsync(engine.New("a3", partition: "a", user: "ana"));
        await engine.EnqueueAsync(engine.New("a4", partition: "a", user: "bia"));

        await engine.Store.EraseUserAsync("ana", engine.Entry("user.erase"), default);

        LeasedMessage first = await engine.LeaseOneAsync();
        Assert.Equal("a2", first.Message.Id);
        await engine.CompleteAsync(first);
        Assert.Equal("a4", (await engine.LeaseOneAsync()).Message.Id);
    }

    [Fact]
    public async Task EraseUserAsync_ManyMessages_ErasesAll()
    {
        await using MessageEngine engine = Open();
        await Task.WhenAll(Enumerable.Range(0, 1_300).Select(i => engine.EnqueueAsync(engine.New($"m{i}", user: i % 13 == 0 ? "bia" : "ana"))));

        Assert.Equal(1_200, await engine.Store.EraseUserAsync("ana", engine.Entry("user.erase"), default));

        Assert.Equal(100, engine.Queue.Count);
        await engine.RestartAsync();
        Assert.Equal(100, engine.Queue.Count);
        Assert.Single(await engine.Audit.ReadAsync(new AuditFilter { Limit = 10 }, default));
    }

    [Fact]
    public async Task EraseUserAsync_UnknownUser_TouchesNothingAndIsAudited()
    {
        await using MessageEngine engine = Open();
        await engine.EnqueueAllAsync("a");

        Assert.Equal(0, await engine.Store.EraseUserAsync("nobody", engine.Entry("user.erase"), default));

        Assert.Equal(1, engine.Queue.Count);
        Assert.Single(await engine.Audit.ReadAsync(new AuditFilter { Limit = 10 }, default));
    }

    private static MessageSummary Note(MessageEngine engine, string id) => new()
    {
        Id = id,
        Type = "pedido.criado",
        Protocol = "http",
        Status = MessageStatus.Rejected,
        Subject = "key:test",
        ReceivedAt = engine.Now,
        UpdatedAt = engine.Now,
        UserId = "ana",
        Error = "Ana sent too much",
    };
}
