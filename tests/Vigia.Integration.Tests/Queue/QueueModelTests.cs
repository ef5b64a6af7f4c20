using CsCheck;
using Vigia.Integration.Queue;
using Xunit;

namespace Vigia.Integration.Tests.Queue;

/// <summary>Random histories against a reference that keeps nothing but a list.</summary>
public sealed class QueueModelTests
{
    private enum Step
    {
        Enqueue,
        EnqueueKeyed,
        Lease,
        Complete,
        Retry,
        Bury,
        Release,
        Renew,
        Advance,
        Restart,
    }

    [Fact]
    public async Task History_Any_AgreesWithTheReference() =>
        await Gen.Select(
            Gen.Frequency(
                (4, Gen.Const(Step.Enqueue)), (2, Gen.Const(Step.EnqueueKeyed)), (4, Gen.Const(Step.Lease)), (3, Gen.Const(Step.Complete)),
                (2, Gen.Const(Step.Retry)), (1, Gen.Const(Step.Bury)), (1, Gen.Const(Step.Release)), (1, Gen.Const(Step.Renew)),
                (2, Gen.Const(Step.Advance)), (1, Gen.Const(Step.Restart))),
            Gen.Int[0, 30]).Array[1, 60].SampleAsync(RunAsync, iter: 150);

    private static async Task RunAsync((Step Step, int Choice)[] history)
    {
        const int maxDeliveries = 4;
        await using var engine = new SqliteEngine(options =>
        {
            options.Capacity = 12;
            options.MaxDeliveries = maxDeliveries;
            options.MemoryBytes = 5;
        });
        var model = new ReferenceQueue(capacity: 12, maxDeliveries, leaseTime: TimeSpan.FromMinutes(1));
        var held = new List<LeasedMessage>();
        int next = 0;
        foreach ((Step step, int choice) in history)
        {
            LeasedMessage? lease = held.Count == 0 ? null : held[choice % held.Count];
            switch (step)
            {
                case Step.Enqueue or Step.EnqueueKeyed:
                    string id = $"m{next++}";
                    string? partition = choice % 3 == 0 ? null : $"p{choice % 3}";
                    string? key = step == Step.EnqueueKeyed ? $"k{choice % 6}" : null;
                    EnqueueResult result = await engine.Queue.EnqueueAsync(
                        engine.New(id, partition, key, fingerprint: (ulong)(choice % 2)), default);
                    Assert.Equal(model.Enqueue(id, partition, key, choice % 2), result);
                    break;
                case Step.Lease when model.Lendable(engine.Now).Count > 0:
                    int max = 1 + (choice % 4);
                    IReadOnlyList<LeasedMessage> lent = await engine.LeaseAsync(max);
                    model.CheckLent(lent, max, engine.Now);
                    held.AddRange(lent);
                    break;
                case Step.Complete when lease is not null:
                    Assert.Equal(model.End(lease), await engine.CompleteAsync(lease, "out"));
                    break;
                case Step.Retry when lease is not null:
                    TimeSpan wait = TimeSpan.FromSeconds(choice * 4);
                    Assert.Equal(model.Retry(lease, engine.Now + wait), await engine.RetryAsync(lease, wait));
                    break;
                case Step.Bury when lease is not null:
                    Assert.Equal(model.Bury(lease), await engine.BuryAsync(lease));
                    break;
                case Step.Release when lease is not null:
                    await engine.Queue.ReleaseAsync(lease, default);
                    model.Release(lease);
                    break;
                case Step.Renew when lease is not null:
                    Assert.Equal(model.Renew(lease, engine.Now), await engine.Queue.RenewAsync(lease, default) is not null);
                    break;
                case Step.Advance:
                    engine.Time.Advance(TimeSpan.FromSeconds(choice * 3));
                    break;
                case Step.Restart:
                    await engine.RestartAsync();
                    model.EndAllLeases();
                    break;
                default:
                    break;
            }

            await engine.SettleAsync();
            model.Settle(engine.Now);
            Assert.Equal(model.Count, engine.Queue.Count);
            Assert.Equal(model.DeadCount, engine.DeadLetters.Count);
        }

        await engine.RestartAsync();
        model.EndAllLeases();
        Assert.Equal(model.Count, engine.Queue.Count);
        Assert.Equal(model.DeadCount, engine.DeadLetters.Count);
    }
}
