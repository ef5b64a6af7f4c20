using Vigia.Integration.Queue;
using Xunit;

namespace Vigia.Integration.Tests.Queue;

/// <summary>What every engine's queue must do about repeats.</summary>
public abstract class DeduplicationContract
{
    private protected abstract MessageEngine Open(Action<QueueOptions>? configure = null);

    [Fact]
    public async Task EnqueueAsync_SameKeySameContent_IsADuplicateOfTheFirst()
    {
        await using MessageEngine engine = Open();
        await engine.EnqueueAsync(engine.New("a", key: "k", fingerprint: 7));

        EnqueueResult repeat = await engine.Queue.EnqueueAsync(engine.New("b", key: "k", fingerprint: 7), default);

        Assert.Equal(new EnqueueResult(EnqueueOutcome.Duplicate, "a"), repeat);
        Assert.Equal(1, engine.Queue.Count);
        Assert.Null(await engine.Store.GetAsync("b", default));
    }

    [Fact]
    public async Task EnqueueAsync_SameKeyOtherContent_IsKeyReused()
    {
        await using MessageEngine engine = Open();
        await engine.EnqueueAsync(engine.New("a", key: "k", fingerprint: 7));

        Assert.Equal(EnqueueOutcome.KeyReused, await engine.EnqueueAsync(engine.New("b", key: "k", fingerprint: 8)));
    }

    [Fact]
    public async Task EnqueueAsync_SameKeyOtherSender_IsAnotherMessage()
    {
        await using MessageEngine engine = Open();
        await engine.EnqueueAsync(engine.New("a", key: "k"));

        Assert.Equal(EnqueueOutcome.Queued, await engine.EnqueueAsync(engine.New("b", key: "k", subject: "key:other")));
    }

    [Fact]
    public async Task EnqueueAsync_SubjectAndKeyThatJoinAlike_AreTold()
    {
        await using MessageEngine engine = Open();
        await engine.EnqueueAsync(engine.New("a", key: "bc", subject: "a"));

        Assert.Equal(EnqueueOutcome.Queued, await engine.EnqueueAsync(engine.New("b", key: "c", subject: "ab")));
    }

    [Fact]
    public async Task EnqueueAsync_SameId_IsDuplicateOrReusedByContent()
    {
        await using MessageEngine engine = Open();
        await engine.EnqueueAsync(engine.New("a", fingerprint: 7));

        Assert.Equal(EnqueueOutcome.Duplicate, await engine.EnqueueAsync(engine.New("a", fingerprint: 7)));
        Assert.Equal(EnqueueOutcome.KeyReused, await engine.EnqueueAsync(engine.New("a", fingerprint: 8)));
    }

    [Fact]
    public async Task EnqueueAsync_AnotherSendersId_TellsNothing()
    {
        await using MessageEngine engine = Open();
        await engine.EnqueueAsync(engine.New("a", fingerprint: 7));

        EnqueueResult probe = await engine.Queue.EnqueueAsync(engine.New("a", fingerprint: 7, subject: "key:other"), default);

        Assert.Equal(new EnqueueResult(EnqueueOutcome.KeyReused, "a"), probe);
    }

    [Fact]
    public async Task EnqueueAsync_AtTheSameMoment_OneIsQueued()
    {
        await using MessageEngine engine = Open();
        for (int round = 0; round < 20; round++)
        {
            EnqueueResult[] results = await Task.WhenAll(Enumerable.Range(0, 8).Select(i =>
                Task.Run(async () => await engine.Queue.EnqueueAsync(engine.New($"m{round}-{i}", key: $"k{round}"), default))));

            string first = Assert.Single(results, result => result.Outcome == EnqueueOutcome.Queued).MessageId;
            Assert.All(results, result => Assert.Equal(first, result.MessageId));
            Assert.Equal(7, results.Count(result => result.Outcome == EnqueueOutcome.Duplicate));
        }
    }

    [Fact]
    public async Task EnqueueAsync_AfterRestartAndCompletion_StillKnowsTheKey()
    {
        await using MessageEngine engine = Open();
        await engine.EnqueueAsync(engine.New("a", key: "k"));
        await engine.CompleteAsync(await engine.LeaseOneAsync());

        await engine.RestartAsync();

        Assert.Equal(EnqueueOutcome.Duplicate, await engine.EnqueueAsync(engine.New("b", key: "k")));
    }

    [Fact]
    public async Task EnqueueAsync_AfterTheWindow_IsANewMessage()
    {
        await using MessageEngine engine = Open(options => options.DeduplicationWindow = TimeSpan.FromHours(1));
        await engine.EnqueueAsync(engine.New("a", key: "k"));
        engine.Time.Advance(TimeSpan.FromMinutes(59));
        await engine.RetainAsync();
        Assert.Equal(EnqueueOutcome.Duplicate, await engine.EnqueueAsync(engine.New("b", key: "k")));

        engine.Time.Advance(TimeSpan.FromMinutes(2));
        await engine.RetainAsync();

        Assert.Equal(EnqueueOutcome.Queued, await engine.EnqueueAsync(engine.New("b", key: "k")));
    }

    [Fact]
    public async Task EnqueueAsync_MoreKeysThanItRemembers_ForgetsTheOldest()
    {
        await using MessageEngine engine = Open(options => options.DeduplicationCapacity = 1_000);
        await Task.WhenAll(Enumerable.Range(0, 1_600).Select(i => engine.EnqueueAsync(engine.New($"m{i}", key: $"k{i}"))));

        Assert.Equal(EnqueueOutcome.Duplicate, await engine.EnqueueAsync(engine.New("x", key: "k1599")));
        Assert.Equal(EnqueueOutcome.Queued, await engine.EnqueueAsync(engine.New("y", key: "k0")));
    }
}
