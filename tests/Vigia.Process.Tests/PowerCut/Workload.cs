using System.Text;
using Vigia.Integration.Queue;
using Vigia.Model.Messages;
using Xunit;

namespace Vigia.Process.Tests.PowerCut;

/// <summary>Clients and workers that go on until the power is cut, and note in the ledger what they were told.</summary>
internal sealed class Workload(Module module, PowerCutDisk disk, Ledger ledger, string prefix, int seed)
{
    private const int Clients = 6;
    private const int Workers = 3;
    private const int MaxRefusals = 10_000;

    private int _next;
    private int _refusals;

    public async Task RunAsync()
    {
        using var stop = new CancellationTokenSource();
        Task[] clients = [.. Enumerable.Range(0, Clients).Select(client => Task.Run(() => SendAsync(new Random(seed + client))))];
        Task[] workers = [.. Enumerable.Range(0, Workers).Select(worker => Task.Run(() => WorkAsync($"w{worker}", new Random(seed - worker - 1), stop.Token)))];
        await Task.WhenAll(clients);
        await stop.CancelAsync();
        await Task.WhenAll(workers);
    }

    public static MessageOutput Output(string id) => new()
    {
        Destination = "store",
        At = DateTimeOffset.UnixEpoch,
        Payload = Encoding.UTF8.GetBytes($"\"{id}\""),
    };

    private async Task SendAsync(Random random)
    {
        while (!disk.IsCut)
        {
            string id = $"{prefix}{Interlocked.Increment(ref _next)}";
            try
            {
                EnqueueResult result = await module.Queue.EnqueueAsync(New(id, random), default);
                Assert.Equal(EnqueueOutcome.Queued, result.Outcome);
                ledger.Accepted[id] = "key-" + id;
            }
            catch (QueueUnavailableException)
            {
                await RefusedAsync();
            }
            catch
            {
                disk.Cut();
                throw;
            }
        }
    }

    private async Task WorkAsync(string owner, Random random, CancellationToken stop)
    {
        while (!disk.IsCut)
        {
            try
            {
                foreach (LeasedMessage lease in await module.Queue.LeaseAsync(owner, 8, stop))
                {
                    await EndAsync(lease, random);
                }
            }
            catch (QueueUnavailableException)
            {
                await RefusedAsync();
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch
            {
                disk.Cut();
                throw;
            }
        }
    }

    /// <summary>Nothing was promised. A queue that refuses for good ends the round.</summary>
    private async Task RefusedAsync()
    {
        if (Interlocked.Increment(ref _refusals) > MaxRefusals)
        {
            disk.Cut();
        }

        await Task.Yield();
    }

    private async Task EndAsync(LeasedMessage lease, Random random)
    {
        string id = lease.Message.Id;
        switch (random.Next(12))
        {
            case 0:
                await module.Queue.RetryAsync(lease, Failure(lease, isTransient: true), lease.LeasedAt, default);
                break;
            case 1 when await module.Queue.BuryAsync(lease, Failure(lease, isTransient: false), default):
                ledger.Buried[id] = true;
                break;
            case 2:
                await module.Queue.ReleaseAsync(lease, default);
                break;
            case 3:
                // A worker that died: its lease outlives the round.
                break;
            default:
                if (await module.Queue.CompleteAsync(lease, new AttemptSuccess(lease.LeasedAt, TimeSpan.Zero, null, [Output(id)]), default))
                {
                    ledger.Completed[id] = true;
                }

                break;
        }
    }

    private static AttemptFailure Failure(LeasedMessage lease, bool isTransient) =>
        new("test", "It failed.", isTransient, lease.LeasedAt, TimeSpan.Zero);

    private static NewMessage New(string id, Random random) => new()
    {
        Message = new Message
        {
            Id = id,
            Type = "pedido.criado",
            Protocol = "http",
            Subject = "key:test",
            PartitionKey = random.Next(3) == 0 ? $"p{random.Next(5)}" : null,
            UserId = $"user{random.Next(50)}",
            ReceivedAt = DateTimeOffset.UnixEpoch,
            Payload = Encoding.UTF8.GetBytes($"\"{new string('x', random.Next(random.Next(20) == 0 ? 20_000 : 600))}\""),
        },
        IdempotencyKey = "key-" + id,
        Fingerprint = 1,
    };
}
