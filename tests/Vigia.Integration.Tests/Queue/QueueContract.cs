using Vigia.Integration.Queue;
using Vigia.Model.Messages;
using Xunit;

namespace Vigia.Integration.Tests.Queue;

/// <summary>What every engine's queue must do.</summary>
public abstract class QueueContract
{
    private protected abstract MessageEngine Open(Action<QueueOptions>? configure = null);

    [Fact]
    public async Task LeaseAsync_AfterEnqueue_LendsTheWholeMessage()
    {
        await using MessageEngine engine = Open();
        NewMessage message = engine.New("a", partition: "p", user: "ana", payload: """{"total":1}""");

        EnqueueResult result = await engine.Queue.EnqueueAsync(message, default);
        LeasedMessage lease = await engine.LeaseOneAsync("w1");

        Assert.Equal(new EnqueueResult(EnqueueOutcome.Queued, "a"), result);
        Assert.Equal(message.Message.Payload.ToArray(), lease.Message.Payload.ToArray());
        Assert.Equal("pedido.criado", lease.Message.Type);
        Assert.Equal("p", lease.Message.PartitionKey);
        Assert.Equal("teste", lease.Message.Headers["x-origem"]);
        Assert.Equal(message.Message.TraceParent, lease.Message.TraceParent);
        Assert.Equal("w1", lease.Owner);
        Assert.Equal(1, lease.Attempt);
        Assert.Equal(engine.Now, lease.LeasedAt);
        Assert.Equal(engine.Now + TimeSpan.FromMinutes(1), lease.ExpiresAt);
    }

    [Fact]
    public async Task LeaseAsync_WithoutMemoryForPayloads_ReadsTheSameMessageBack()
    {
        await using MessageEngine engine = Open(options => options.MemoryBytes = 0);
        NewMessage message = engine.New("a", partition: "p", user: "ana", payload: """{"total":1}""");
        await engine.EnqueueAsync(message);

        Message read = (await engine.LeaseOneAsync()).Message;

        Assert.Equal(message.Message.Payload.ToArray(), read.Payload.ToArray());
        Assert.Equal(message.Message.Headers, read.Headers);
        Assert.Equal(message.Message with { Payload = default, Headers = read.Headers }, read with { Payload = default });
    }

    [Fact]
    public async Task LeaseAsync_WithoutKeys_LendsInOrderAndAllAtOnce()
    {
        await using MessageEngine engine = Open();
        await engine.EnqueueAllAsync("a", "b", "c");

        IReadOnlyList<LeasedMessage> leases = await engine.LeaseAsync(max: 3);

        Assert.Equal(["a", "b", "c"], leases.Select(lease => lease.Message.Id));
    }

    [Fact]
    public async Task LeaseAsync_SamePartition_LendsOneAtATimeInOrder()
    {
        await using MessageEngine engine = Open();
        foreach (string id in new[] { "a1", "b1", "a2", "a3" })
        {
            await engine.EnqueueAsync(engine.New(id, partition: id[..1]));
        }

        IReadOnlyList<LeasedMessage> first = await engine.LeaseAsync();
        Assert.Equal(["a1", "b1"], first.Select(lease => lease.Message.Id));
        await engine.NothingIsDueAsync();

        await engine.CompleteAsync(first[0]);
        LeasedMessage second = await engine.LeaseOneAsync();
        Assert.Equal("a2", second.Message.Id);
        await engine.NothingIsDueAsync();
    }

    [Fact]
    public async Task RetryAsync_InPartition_HoldsThoseBehindUntilItsTime()
    {
        await using MessageEngine engine = Open();
        await engine.EnqueueAsync(engine.New("a1", partition: "a"));
        await engine.EnqueueAsync(engine.New("a2", partition: "a"));

        Assert.True(await engine.RetryAsync(await engine.LeaseOneAsync(), TimeSpan.FromSeconds(10)));
        await engine.NothingIsDueAsync();
        engine.Time.Advance(TimeSpan.FromSeconds(9));
        await engine.NothingIsDueAsync();
        engine.Time.Advance(TimeSpan.FromSeconds(1));

        LeasedMessage again = await engine.LeaseOneAsync();
        Assert.Equal(("a1", 2), (again.Message.Id, again.Attempt));
    }

    [Fact]
    public async Task BuryAsync_InPartition_LetsTheNextGo()
    {
        await using MessageEngine engine = Open();
        await engine.EnqueueAsync(engine.New("a1", partition: "a"));
        await engine.EnqueueAsync(engine.New("a2", partition: "a"));

        Assert.True(await engine.BuryAsync(await engine.LeaseOneAsync()));

        Assert.Equal("a2", (await engine.LeaseOneAsync()).Message.Id);
        Assert.Equal(1, engine.DeadLetters.Count);
        Assert.Equal(MessageStatus.Dead, await engine.StatusAsync("a1"));
    }

    [Fact]
    public async Task RetryAsync_WhileAWorkerWaits_LendsWhenDueByItself()
    {
        await using MessageEngine engine = Open();
        await engine.EnqueueAllAsync("a");
        await engine.RetryAsync(await engine.LeaseOneAsync(), TimeSpan.FromSeconds(30));
        Task<IReadOnlyList<LeasedMessage>> waiting = engine.LeaseAsync();
        await engine.SettleAsync();

        engine.Time.Advance(TimeSpan.FromSeconds(30));

        Assert.Equal(2, Assert.Single(await waiting).Attempt);
    }

    [Fact]
    public async Task CompleteAsync_LeaseExpired_IsFencedOut()
    {
        await using MessageEngine engine = Open();
        await engine.EnqueueAllAsync("a");
        LeasedMessage late = await engine.LeaseOneAsync("slow");

        engine.Time.Advance(TimeSpan.FromMinutes(1));
        LeasedMessage next = await engine.LeaseOneAsync("fast");

        Assert.True(next.FencingToken > late.FencingToken);
        Assert.Equal(2, next.Attempt);
        Assert.False(await engine.CompleteAsync(late, "out"));
        Assert.False(await engine.RetryAsync(late, TimeSpan.Zero));
        Assert.False(await engine.BuryAsync(late));
        Assert.Null(await engine.Queue.RenewAsync(late, default));
        Assert.True(await engine.CompleteAsync(next, "out"));
        MessageDetail detail = (await engine.Store.GetAsync("a", default))!;
        Assert.Single(detail.Outputs);
        Assert.Equal(["expired", "success"], detail.Attempts.Select(attempt => attempt.Outcome));
    }

    [Fact]
    public async Task CompleteAsync_Twice_WritesOnce()
    {
        await using MessageEngine engine = Open();
        await engine.EnqueueAllAsync("a");
        LeasedMessage lease = await engine.LeaseOneAsync();

        Assert.True(await engine.CompleteAsync(lease, "out"));
        Assert.False(await engine.CompleteAsync(lease, "out"));

        Assert.Single((await engine.Store.GetAsync("a", default))!.Outputs);
        Assert.Equal(0, engine.Queue.Count);
    }

    [Fact]
    public async Task RenewAsync_BeforeTheEnd_KeepsTheLease()
    {
        await using MessageEngine engine = Open();
        await engine.EnqueueAllAsync("a");
        LeasedMessage lease = await engine.LeaseOneAsync();

        engine.Time.Advance(TimeSpan.FromSeconds(50));
        LeasedMessage? renewed = await engine.Queue.RenewAsync(lease, default);
        engine.Time.Advance(TimeSpan.FromSeconds(50));
        await engine.NothingIsDueAsync();

        Assert.Equal(lease.LeasedAt + TimeSpan.FromSeconds(110), renewed!.ExpiresAt);
        Assert.True(await engine.CompleteAsync(renewed));
    }

    [Fact]
    public async Task ReleaseAsync_Unstarted_IsLentNextWithoutCountingAnAttempt()
    {
        await using MessageEngine engine = Open();
        await engine.EnqueueAllAsync("a", "b");
        LeasedMessage lease = await engine.LeaseOneAsync();

        await engine.Queue.ReleaseAsync(lease, default);
        LeasedMessage again = await engine.LeaseOneAsync();

        Assert.Equal(("a", 1), (again.Message.Id, again.Attempt));
        Assert.True(again.FencingToken > lease.FencingToken);
        Assert.False(await engine.CompleteAsync(lease));
    }

    [Fact]
    public async Task DeferAsync_BeforeItsTime_IsNotLentAndThenWithoutCountingAnAttempt()
    {
        await using MessageEngine engine = Open();
        await engine.EnqueueAllAsync("a");
        LeasedMessage lease = await engine.LeaseOneAsync();

        Assert.True(await engine.Queue.DeferAsync(lease, engine.Now + TimeSpan.FromSeconds(10), default));
        Assert.Equal(1, engine.Queue.Count);
        engine.Time.Advance(TimeSpan.FromSeconds(9));
        await engine.NothingIsDueAsync();
        engine.Time.Advance(TimeSpan.FromSeconds(1));
        LeasedMessage again = await engine.LeaseOneAsync();

        Assert.Equal(("a", 1), (again.Message.Id, again.Attempt));
        Assert.True(again.FencingToken > lease.FencingToken);
        Assert.False(await engine.CompleteAsync(lease));
        Assert.True(await engine.CompleteAsync(again));
        Assert.Equal("success", Assert.Single((await engine.Store.GetAsync("a", default))!.Attempts).Outcome);
    }

    [Fact]
    public async Task DeferAsync_AfterAFailedAttempt_KeepsThatAttempt()
    {
        await using MessageEngine engine = Open();
        await engine.EnqueueAllAsync("a");
        await engine.RetryAsync(await engine.LeaseOneAsync(), TimeSpan.Zero);
        LeasedMessage second = await engine.LeaseOneAsync();

        Assert.True(await engine.Queue.DeferAsync(second, engine.Now, default));

        Assert.Equal((2, 2), (second.Attempt, (await engine.LeaseOneAsync()).Attempt));
    }

    [Fact]
    public async Task DeferAsync_InPartition_HoldsThoseBehind()
    {
        await using MessageEngine engine = Open();
        await engine.EnqueueAsync(engine.New("a1", partition: "a"));
        await engine.EnqueueAsync(engine.New("a2", partition: "a"));

        await engine.Queue.DeferAsync(await engine.LeaseOneAsync(), engine.Now + TimeSpan.FromMinutes(1), default);
        await engine.NothingIsDueAsync();
        engine.Time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal("a1", (await engine.LeaseOneAsync()).Message.Id);
        await engine.NothingIsDueAsync();
    }

    [Fact]
    public async Task DeferAsync_MoreOftenThanDeliveriesAreAllowed_IsNotBuried()
    {
        await using MessageEngine engine = Open(options => options.MaxDeliveries = 2);
        await engine.EnqueueAllAsync("a");
        for (int i = 0; i < 5; i++)
        {
            Assert.True(await engine.Queue.DeferAsync(await engine.LeaseOneAsync(), engine.Now, default));
        }

        Assert.Equal(1, (await engine.LeaseOneAsync()).Attempt);
        Assert.Equal(0, engine.DeadLetters.Count);
    }

    [Fact]
    public async Task DeferAsync_LeaseExpired_IsFencedOut()
    {
        await using MessageEngine engine = Open();
        await engine.EnqueueAllAsync("a");
        LeasedMessage late = await engine.LeaseOneAsync("slow");
        engine.Time.Advance(TimeSpan.FromMinutes(1));
        LeasedMessage next = await engine.LeaseOneAsync("fast");

        Assert.False(await engine.Queue.DeferAsync(late, engine.Now, default));

        Assert.True(await engine.CompleteAsync(next));
    }

    [Fact]
    public async Task RestartAsync_Deferred_KeepsItsTimeAndAttempts()
    {
        await using MessageEngine engine = Open();
        await engine.EnqueueAllAsync("a");
        await engine.Queue.DeferAsync(await engine.LeaseOneAsync(), engine.Now + TimeSpan.FromMinutes(5), default);

        await engine.RestartAsync();

        await engine.NothingIsDueAsync();
        engine.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(("a", 1), (await engine.LeaseAsync()).Select(lease => (lease.Message.Id, lease.Attempt)).Single());
    }

    [Fact]
    public async Task LeaseAsync_TooManyDeliveries_BuriesInstead()
    {
        await using MessageEngine engine = Open(options => options.MaxDeliveries = 2);
        await engine.EnqueueAllAsync("poison", "good");
        for (int i = 0; i < 2; i++)
        {
            Assert.Equal("poison", (await engine.LeaseAsync(max: 1))[0].Message.Id);
            await engine.RestartAsync();
        }

        Assert.Equal("good", (await engine.LeaseOneAsync()).Message.Id);
        MessageDetail poison = (await engine.Store.GetAsync("poison", default))!;
        Assert.Equal((MessageStatus.Dead, "max_deliveries"), (poison.Summary.Status, poison.Summary.ErrorType));
        Assert.Equal(["expired", "expired"], poison.Attempts.Select(attempt => attempt.Outcome));
    }

    [Fact]
    public async Task EnqueueAsync_AtCapacity_AnswersFullUntilOneEnds()
    {
        await using MessageEngine engine = Open(options => options.Capacity = 2);
        await engine.EnqueueAllAsync("a", "b");

        Assert.Equal(EnqueueOutcome.Full, await engine.EnqueueAsync(engine.New("c")));
        Assert.Equal(2, engine.Queue.Count);
        LeasedMessage lease = await engine.LeaseOneAsync();
        Assert.Equal(EnqueueOutcome.Full, await engine.EnqueueAsync(engine.New("c")));
        await engine.CompleteAsync(lease);
        Assert.Equal(EnqueueOutcome.Queued, await engine.EnqueueAsync(engine.New("c")));
    }

    [Fact]
    public async Task EnqueueAsync_AtCapacity_StillAnswersARepeatFromTheFirst()
    {
        await using MessageEngine engine = Open(options => options.Capacity = 1);
        await engine.EnqueueAsync(engine.New("a", key: "k"));

        Assert.Equal(EnqueueOutcome.Duplicate, await engine.EnqueueAsync(engine.New("b", key: "k")));
        Assert.Equal(EnqueueOutcome.Duplicate, await engine.EnqueueAsync(engine.New("a")));
    }

    [Fact]
    public async Task EnqueueAsync_AtByteCapacity_AnswersFull()
    {
        await using MessageEngine engine = Open(options => options.CapacityBytes = 10);

        Assert.Equal(EnqueueOutcome.Queued, await engine.EnqueueAsync(engine.New("a", payload: "12345678")));
        Assert.Equal(EnqueueOutcome.Full, await engine.EnqueueAsync(engine.New("b", payload: "123")));
        Assert.Equal(EnqueueOutcome.Queued, await engine.EnqueueAsync(engine.New("c", payload: "12")));
    }

    [Fact]
    public async Task Count_WaitingLeasedAndRetrying_CountsAll()
    {
        await using MessageEngine engine = Open();
        await engine.EnqueueAllAsync("a", "b", "c");
        Assert.Equal(3, engine.Queue.Count);

        IReadOnlyList<LeasedMessage> leases = await engine.LeaseAsync(max: 2);
        await engine.RetryAsync(leases[0], TimeSpan.FromHours(1));
        Assert.Equal(3, engine.Queue.Count);

        await engine.CompleteAsync(leases[1]);
        Assert.Equal(2, engine.Queue.Count);
    }

    [Fact]
    public async Task OldestReceivedAt_FirstEnds_IsTheNextOnes()
    {
        await using MessageEngine engine = Open();
        DateTimeOffset start = engine.Now;
        Assert.Null(engine.Queue.OldestReceivedAt);
        await engine.EnqueueAllAsync("a");
        engine.Time.Advance(TimeSpan.FromSeconds(5));
        await engine.EnqueueAllAsync("b");

        Assert.Equal(start, engine.Queue.OldestReceivedAt);
        await engine.CompleteAsync(await engine.LeaseOneAsync());
        Assert.Equal(start + TimeSpan.FromSeconds(5), engine.Queue.OldestReceivedAt);
    }

    [Fact]
    public async Task RestartAsync_UnfinishedMessages_AreLentAgainWithTheirAttempts()
    {
        await using MessageEngine engine = Open();
        await engine.EnqueueAllAsync("waiting", "leased", "retrying", "done", "dead");
        IReadOnlyList<LeasedMessage> leases = await engine.LeaseAsync();
        await engine.Queue.ReleaseAsync(leases[0], default);
        await engine.RetryAsync(leases[2], TimeSpan.FromMinutes(5));
        await engine.CompleteAsync(leases[3]);
        await engine.BuryAsync(leases[4]);

        await engine.RestartAsync();

        Assert.Equal(3, engine.Queue.Count);
        Assert.Equal(1, engine.DeadLetters.Count);
        IReadOnlyList<LeasedMessage> again = await engine.LeaseAsync();
        Assert.Equal([("waiting", 1), ("leased", 2)], again.Select(lease => (lease.Message.Id, lease.Attempt)));
        Assert.False(await engine.CompleteAsync(leases[1]));
        engine.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.Contains(await engine.LeaseAsync(), lease => (lease.Message.Id, lease.Attempt) == ("retrying", 2));
    }

    [Fact]
    public async Task RestartAsync_Partitions_KeepTheirOrder()
    {
        await using MessageEngine engine = Open();
        foreach (string id in new[] { "a1", "a2", "a3" })
        {
            await engine.EnqueueAsync(engine.New(id, partition: "a"));
        }

        await engine.RetryAsync(await engine.LeaseOneAsync(), TimeSpan.FromMinutes(1));
        await engine.RestartAsync();
        await engine.NothingIsDueAsync();
        engine.Time.Advance(TimeSpan.FromMinutes(1));

        foreach (string id in new[] { "a1", "a2", "a3" })
        {
            LeasedMessage lease = await engine.LeaseOneAsync();
            Assert.Equal(id, lease.Message.Id);
            await engine.CompleteAsync(lease);
        }
    }

    [Fact]
    public async Task LeaseAsync_Cancelled_LosesNoMessage()
    {
        await using MessageEngine engine = Open();
        using var cancelled = new CancellationTokenSource();
        Task waiting = engine.Queue.LeaseAsync("gone", 10, cancelled.Token).AsTask();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);

        await engine.EnqueueAllAsync("a");

        Assert.Equal("worker", (await engine.LeaseOneAsync()).Owner);
    }

    [Fact]
    public async Task LeaseAsync_CancelledAgainAndAgainWhileMessagesCome_LosesNone()
    {
        await using MessageEngine engine = Open();
        const int total = 500;
        Task enqueue = Task.Run(async () =>
        {
            for (int i = 0; i < total; i++)
            {
                await engine.EnqueueAsync(engine.New($"m{i}"));
            }
        });
        var seen = new HashSet<string>();
        var random = new Random(5);
        while (seen.Count < total)
        {
            using var limit = new CancellationTokenSource();
            Task<IReadOnlyList<LeasedMessage>> lease = engine.Queue.LeaseAsync("w", 7, limit.Token).AsTask();
            if (random.Next(2) == 0)
            {
                await limit.CancelAsync();
            }

            try
            {
                foreach (LeasedMessage message in await lease)
                {
                    Assert.True(seen.Add(message.Message.Id));
                    Assert.Equal(1, message.Attempt);
                }
            }
            catch (OperationCanceledException)
            {
                // Nothing was lent to it, which the loop's end proves.
            }
        }

        await enqueue;
    }

    [Fact]
    public async Task LeaseAsync_SeveralWorkersWait_SharesEvenly()
    {
        await using MessageEngine engine = Open(options => options.MaxBatch = 1);
        await engine.EnqueueAllAsync([.. Enumerable.Range(0, 8).Select(i => $"m{i}")]);
        IReadOnlyList<LeasedMessage> all = await engine.LeaseAsync();
        Task<IReadOnlyList<LeasedMessage>>[] waiting = [.. Enumerable.Range(0, 4).Select(_ => engine.LeaseAsync(max: 10))];
        await engine.SettleAsync();

        foreach (LeasedMessage lease in all)
        {
            await engine.Queue.ReleaseAsync(lease, default);
        }

        Assert.All(await Task.WhenAll(waiting), leases => Assert.Single(leases));
    }

    [Fact]
    public async Task EnqueueAsync_CancelledBefore_ChangesNothing()
    {
        await using MessageEngine engine = Open();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await engine.Queue.EnqueueAsync(engine.New("a"), new CancellationToken(canceled: true)));

        Assert.Equal(0, engine.Queue.Count);
    }

    [Fact]
    public async Task CompleteAsync_TwoOutputsForOneDestination_IsRefused()
    {
        await using MessageEngine engine = Open();
        await engine.EnqueueAllAsync("a");
        LeasedMessage lease = await engine.LeaseOneAsync();

        await Assert.ThrowsAsync<ArgumentException>(() => engine.CompleteAsync(lease, "out", "out"));

        Assert.True(await engine.CompleteAsync(lease, "out"));
    }

    [Fact]
    public async Task Count_ManyClientsAtOnce_IsExactAtTheEnd()
    {
        await using MessageEngine engine = Open();
        const int clients = 16;
        const int each = 50;
        int completed = 0;
        using var stop = new CancellationTokenSource();
        Task[] workers =
        [
            .. Enumerable.Range(0, 4).Select(worker => Task.Run(async () =>
            {
                while (Volatile.Read(ref completed) < clients * each / 2)
                {
                    foreach (LeasedMessage lease in await engine.Queue.LeaseAsync($"w{worker}", 8, stop.Token))
                    {
                        Assert.InRange(engine.Queue.Count, 1, clients * each);
                        if (Interlocked.Increment(ref completed) <= clients * each / 2)
                        {
                            Assert.True(await engine.CompleteAsync(lease));
                        }
                    }
                }

                await stop.CancelAsync();
            })),
        ];
        await Task.WhenAll(Enumerable.Range(0, clients).Select(client => Task.Run(async () =>
        {
            for (int i = 0; i < each; i++)
            {
                Assert.Equal(EnqueueOutcome.Queued, await engine.EnqueueAsync(engine.New($"c{client}-{i}", partition: i % 3 == 0 ? $"p{client}" : null)));
            }
        })));
        foreach (Task worker in workers)
        {
            try
            {
                await worker;
            }
            catch (OperationCanceledException)
            {
                // Another worker reached the end while this one waited.
            }
        }

        Assert.Equal(clients * each / 2, engine.Queue.Count);
    }
}
