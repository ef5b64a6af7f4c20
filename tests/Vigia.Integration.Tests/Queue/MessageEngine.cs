using System.Globalization;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Vigia.Integration.DeadLetters;
using Vigia.Integration.Messages;
using Vigia.Integration.Queue;
using Vigia.Model.Messages;
using Xunit;

namespace Vigia.Integration.Tests.Queue;

/// <summary>A queue and its stores over one kind of database, as the contract suites use them.</summary>
internal abstract class MessageEngine : IAsyncDisposable
{
    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero));

    public abstract IMessageQueue Queue { get; }

    public abstract IMessageStore Store { get; }

    public abstract IDeadLetterStore DeadLetters { get; }

    public abstract IAuditLog Audit { get; }

    public DateTimeOffset Now => Time.GetUtcNow();

    /// <summary>Ends the engine as a process would end, and opens it again over the same data.</summary>
    public abstract Task RestartAsync();

    /// <summary>Completes when all notes are on disk.</summary>
    public abstract Task FlushNotesAsync();

    /// <summary>Removes all that retention would remove now.</summary>
    public abstract Task RetainAsync();

    public abstract ValueTask DisposeAsync();

    public NewMessage New(
        string id, string? partition = null, string? key = null, ulong fingerprint = 1, string subject = "key:test", string? user = null,
        string type = "pedido.criado", string protocol = "http", string payload = "{}") => new()
        {
            Message = new Message
            {
                Id = id,
                Type = type,
                Protocol = protocol,
                Subject = subject,
                PartitionKey = partition,
                UserId = user,
                ReceivedAt = Now,
                SentAt = Now - TimeSpan.FromSeconds(1),
                Headers = new Dictionary<string, string> { ["x-origem"] = "teste" },
                Payload = Encoding.UTF8.GetBytes(payload),
                TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            },
            IdempotencyKey = key,
            Fingerprint = fingerprint,
        };

    public async Task<EnqueueOutcome> EnqueueAsync(NewMessage message) => (await Queue.EnqueueAsync(message, default)).Outcome;

    public async Task EnqueueAllAsync(params string[] ids)
    {
        foreach (string id in ids)
        {
            Assert.Equal(EnqueueOutcome.Queued, await EnqueueAsync(New(id)));
        }
    }

    /// <summary>Lends what is due now; fails where nothing comes.</summary>
    public async Task<IReadOnlyList<LeasedMessage>> LeaseAsync(int max = 100, string owner = "worker")
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        return await Queue.LeaseAsync(owner, max, limit.Token);
    }

    public async Task<LeasedMessage> LeaseOneAsync(string owner = "worker") => Assert.Single(await LeaseAsync(1, owner));

    /// <summary>Fails where something is due. A request that comes later is served later, so an unserved first one tells enough.</summary>
    public async Task NothingIsDueAsync()
    {
        using var cancelled = new CancellationTokenSource();
        Task<IReadOnlyList<LeasedMessage>> waiting = Queue.LeaseAsync("nobody", 1, cancelled.Token).AsTask();
        await SettleAsync();
        await SettleAsync();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    /// <summary>Completes when the engine has seen the time as it is now.</summary>
    public async Task SettleAsync()
    {
        LeasedMessage unknown = new()
        {
            Message = New("unknown").Message,
            Sequence = long.MaxValue >> 20,
            FencingToken = 1,
            Owner = "nobody",
            Attempt = 1,
            LeasedAt = Now,
            ExpiresAt = Now,
        };
        Assert.Null(await Queue.RenewAsync(unknown, default));
    }

    public async Task<bool> CompleteAsync(LeasedMessage lease, params string[] destinations) => await Queue.CompleteAsync(
        lease,
        new AttemptSuccess(lease.LeasedAt, TimeSpan.FromMilliseconds(5), null, [.. destinations.Select(Output)]),
        default);

    public async Task<bool> RetryAsync(LeasedMessage lease, TimeSpan wait) =>
        await Queue.RetryAsync(lease, Failure("timeout", isTransient: true), Now + wait, default);

    public async Task<bool> BuryAsync(LeasedMessage lease, string errorType = "bad_payload", string error = "The payload is bad.") =>
        await Queue.BuryAsync(lease, Failure(errorType, isTransient: false, error), default);

    public async Task BuryAllAsync(string errorType, params string[] ids)
    {
        await EnqueueAllAsync(ids);
        foreach (LeasedMessage lease in await LeaseAsync())
        {
            Assert.True(await BuryAsync(lease, errorType));
        }
    }

    public AttemptFailure Failure(string errorType, bool isTransient, string error = "It failed.") =>
        new(errorType, error, isTransient, Now, TimeSpan.FromMilliseconds(3));

    public AuditEntry Entry(string action) =>
        new() { At = Now, Actor = "ana", Subject = "key:console", Action = action, Target = "test" };

    public async Task<MessageStatus> StatusAsync(string id) =>
        (await Store.GetAsync(id, default) ?? throw new InvalidOperationException($"{id} is not stored.")).Summary.Status;

    public async Task<string[]> SearchAsync(MessageFilter filter) =>
        [.. (await Store.SearchAsync(filter, default)).Items.Select(item => item.Id)];

    private MessageOutput Output(string destination) => new()
    {
        Destination = destination,
        At = Now,
        Payload = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"\"{destination}\"")),
    };
}
