using Vigia.Integration.Queue.Database;
using Vigia.Integration.Queue.Scheduling;
using Vigia.Model.Messages;

namespace Vigia.Integration.Queue.Operations;

/// <summary>Takes one message in, unless it is there already or the queue is full.</summary>
internal sealed class EnqueueOperation : ResultOperation<EnqueueResult>
{
    private readonly NewMessage _new;
    private readonly long? _userHash;
    private readonly string? _headers;
    private readonly UInt128 _keyHash;

    // What needs no database is worked out on the caller's thread.
    public EnqueueOperation(NewMessage message)
    {
        _new = message;
        Message content = message.Message;
        _userHash = content.UserId is { } userId ? DatabaseKeys.User(userId) : null;
        _headers = HeadersJson.Write(content.Headers);
        _keyHash = message.IdempotencyKey is { } key ? DatabaseKeys.Deduplication(content.Subject, key) : default;
    }

    public override bool IsEnqueue => true;

    public override void Execute(QueueContext context) => Result = Enqueue(context);

    private EnqueueResult Enqueue(QueueContext context)
    {
        Message message = _new.Message;
        if (_new.IdempotencyKey is not null && FindKey(context) is { } known)
        {
            return known;
        }

        if (!context.HasRoomFor(message.Payload.Length))
        {
            return FindId(context) ?? new EnqueueResult(EnqueueOutcome.Full, message.Id);
        }

        long sequence = context.TakeSequence();
        if (!context.Statements.InsertMessage(sequence, message, _new.Fingerprint, _userHash, _headers))
        {
            return FindId(context) ?? throw new InvalidDataException($"Message id {message.Id} is taken, but by no message.");
        }

        if (_new.IdempotencyKey is not null)
        {
            context.Statements.InsertDeduplication(sequence, context.Now, _keyHash, _new.Fingerprint, message.Id);
            context.Deduplication.Add(DeduplicationIndex.Short(_keyHash), sequence);
        }

        long receivedAt = DatabaseKeys.Time(message.ReceivedAt);
        context.NoteReceived(sequence, receivedAt);
        context.AddNew(new QueueEntry(sequence, receivedAt, message.Payload.Length) { Since = receivedAt }, message);
        return new EnqueueResult(EnqueueOutcome.Queued, message.Id);
    }

    private EnqueueResult? FindKey(QueueContext context)
    {
        Span<long> rows = stackalloc long[4];
        int count = context.Deduplication.Find(DeduplicationIndex.Short(_keyHash), rows);
        for (int i = 0; i < count; i++)
        {
            if (context.Statements.TryReadDeduplication(rows[i], out UInt128 hash, out ulong fingerprint, out string id) && hash == _keyHash)
            {
                return fingerprint == _new.Fingerprint
                    ? new EnqueueResult(EnqueueOutcome.Duplicate, id)
                    : new EnqueueResult(EnqueueOutcome.KeyReused, id);
            }
        }

        return null;
    }

    /// <summary>Another sender's message with the same id tells nothing about itself, not even by being a duplicate.</summary>
    private EnqueueResult? FindId(QueueContext context)
    {
        Message message = _new.Message;
        if (!context.Statements.TryFindMessage(message.Id, out string subject, out ulong fingerprint))
        {
            return null;
        }

        return subject == message.Subject && fingerprint == _new.Fingerprint
            ? new EnqueueResult(EnqueueOutcome.Duplicate, message.Id)
            : new EnqueueResult(EnqueueOutcome.KeyReused, message.Id);
    }
}
