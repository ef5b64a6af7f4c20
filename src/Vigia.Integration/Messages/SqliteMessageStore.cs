using Microsoft.Data.Sqlite;
using Vigia.Integration.Queue.Database;
using Vigia.Integration.Queue.Operations;
using Vigia.Integration.Queue.Scheduling;
using Vigia.Model.Messages;
using Vigia.Model.Modules;

namespace Vigia.Integration.Messages;

/// <summary>The message store in the module's database.</summary>
internal sealed class SqliteMessageStore(
    ModuleDatabase database, QueueWriter writer, NoteBuffer notes, ReaderGate readers, MessagesOptions options) : IMessageStore
{
    private const int MaxLimit = 1_000;

    public async ValueTask<MessageDetail?> GetAsync(string id, CancellationToken cancellationToken)
    {
        using IDisposable turn = await readers.EnterAsync(cancellationToken);
        using SqliteConnection connection = database.OpenReadOnly();
        using SqliteTransaction snapshot = connection.BeginTransaction(deferred: true);
        return new MessageDetails(connection, snapshot).Read(id);
    }

    /// <exception cref="ArgumentException">The limit is not from 1 to 1,000, or the cursor is not one of ours.</exception>
    public async ValueTask<MessagePage> SearchAsync(MessageFilter filter, CancellationToken cancellationToken)
    {
        if (filter.Limit is < 1 or > MaxLimit)
        {
            throw new ArgumentException($"The limit is {filter.Limit}; it must be from 1 to {MaxLimit}.", nameof(filter));
        }

        using IDisposable turn = await readers.EnterAsync(cancellationToken);
        using SqliteConnection connection = database.OpenReadOnly();
        using SqliteTransaction snapshot = connection.BeginTransaction(deferred: true);
        return new MessageSearch(connection, snapshot, filter, options.SearchRows).Run();
    }

    public async ValueTask<MessageCounts> CountAsync(MessageFilter filter, TimeSpan step, CancellationToken cancellationToken)
    {
        using IDisposable turn = await readers.EnterAsync(cancellationToken);
        using SqliteConnection connection = database.OpenReadOnly();
        using SqliteTransaction snapshot = connection.BeginTransaction(deferred: true);
        return new MessageCounting(connection, snapshot, filter, step, options.SearchRows).Run();
    }

    public async ValueTask<HastenOutcome> HastenAsync(string id, AuditEntry audit, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var operation = new WorkOperation<HastenOutcome>(context => Hasten(context, id, audit));
        writer.TrySubmit(operation);
        return await operation.Task;
    }

    public void Note(MessageSummary summary) => notes.Add(summary);

    public async ValueTask<int> EraseUserAsync(string userId, AuditEntry audit, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(userId);
        cancellationToken.ThrowIfCancellationRequested();
        await notes.FlushAsync();

        // Once begun it goes on to the end: an erasure that stops halfway would be worse than a slow one.
        int total = 0;
        AuditEntry? entry = audit;
        bool hasMore = true;
        while (hasMore)
        {
            var erasure = new UserErasure(userId, entry);
            var operation = new WorkOperation<int>(erasure.Run);
            writer.TrySubmit(operation);
            int erased = await operation.Task;
            total += erased;
            entry = null;
            hasMore = erased > 0;
        }

        await EmptyLogAsync();
        return total;
    }

    private static HastenOutcome Hasten(QueueContext context, string id, AuditEntry audit)
    {
        using SqliteStatement find = context.Session.Prepare("SELECT seq FROM messages WHERE id = ?1");
        find.Bind(1, id);
        if (!find.Step())
        {
            return HastenOutcome.Missing;
        }

        if (!context.Scheduler.TryGet(find.Int64(0), out QueueEntry? entry) || entry.State != EntryState.Retrying)
        {
            return HastenOutcome.NotRetrying;
        }

        context.Scheduler.MakeReady(entry, context.Now);
        context.Statements.UpdateQueue(entry);
        AuditRows.Insert(context, audit);
        return HastenOutcome.Ready;
    }

    /// <summary>Earlier versions of the erased rows stand in the log until it is emptied; readers can hold that up for a moment.</summary>
    private async Task EmptyLogAsync()
    {
        const int tries = 10;
        bool isEmpty = false;
        for (int i = 0; i < tries && !isEmpty; i++)
        {
            await writer.MaintainAsync(session => isEmpty = session.Checkpoint(truncate: true));
        }

        if (!isEmpty)
        {
            throw new TimeoutException("The person's messages are erased, but readers keep earlier copies in the log. Erase again to empty it.");
        }
    }
}
