using System.Diagnostics;
using Vigia.Integration.Messages;
using Vigia.Integration.Queue;
using Vigia.Model.Messages;

namespace Vigia.Integration.Admission;

/// <summary>
/// The intake. Up to the queue it runs without waiting, so messages that one caller hands in one after the other, each
/// without waiting for the one before, are queued in that order.
/// </summary>
internal sealed class MessageIntake(
    MessageRules rules, KeysInFlight keys, IMessageQueue queue, IntakeMonitor monitor, TimeOrderedIds ids, TimeProvider time) : IMessageIntake
{
    public ValueTask<IntakeResult> AcceptAsync(IncomingMessage message, CancellationToken cancellationToken)
    {
        if (rules.Refuses(message, out IntakeResult refusal))
        {
            return new(Refuse(message, refusal));
        }

        if (message.IdempotencyKey is not { } key)
        {
            return EnqueueAsync(message, cancellationToken);
        }

        return keys.TryTake(message.Identity.Subject, key) switch
        {
            KeysInFlight.Claim.Taken => EnqueueUnderKeyAsync(message, key, cancellationToken),
            KeysInFlight.Claim.InFlight => new(Refuse(message, new IntakeResult
            {
                Outcome = IntakeOutcome.InFlight,
                Code = RefusalCodes.KeyInFlight,
                Error = "A message under the same idempotency key is being taken in at this moment.",
                RetryAfter = TimeSpan.FromSeconds(1),
            })),
            _ => new(Refuse(message, rules.Unavailable(RefusalCodes.QueueFull, "Too many messages are being taken in. Send it again later."))),
        };
    }

    public IntakeResult Refuse(IncomingMessage message, IntakeResult refusal)
    {
        monitor.Refused(message, refusal);
        return refusal;
    }

    private async ValueTask<IntakeResult> EnqueueUnderKeyAsync(IncomingMessage message, string key, CancellationToken cancellationToken)
    {
        try
        {
            return await EnqueueAsync(message, cancellationToken);
        }
        finally
        {
            keys.Release(message.Identity.Subject, key);
        }
    }

    private async ValueTask<IntakeResult> EnqueueAsync(IncomingMessage message, CancellationToken cancellationToken)
    {
        string id = message.Id ?? ids.Create("msg_");
        using Activity? span = AcceptSpan.Start(message, id);
        try
        {
            EnqueueResult result = await queue.EnqueueAsync(Admit(message, id, span), cancellationToken);
            return Answer(message, result);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Whatever the storage throws, nothing was acknowledged: the sender is told to come again.
            AcceptSpan.Failed(span, e);
            monitor.Failed(message, e);
            return Refuse(message, rules.Unavailable(RefusalCodes.Storage, "The message could not be stored. Send it again later."));
        }
    }

    private NewMessage Admit(IncomingMessage message, string id, Activity? span)
    {
        (string? traceParent, string? traceState) = AcceptSpan.Context(span, message);
        var admitted = new Message
        {
            Id = id,
            Type = message.Type!,
            Protocol = message.Protocol,
            PartitionKey = message.PartitionKey,
            UserId = message.UserId,
            Subject = message.Identity.Subject,
            SentAt = message.SentAt?.ToUniversalTime(),
            ReceivedAt = time.GetUtcNow(),
            Headers = MessageHeaderNames.Stamp(message.Headers, message.RequestId, message.RemoteAddress),
            Payload = message.Payload,
            TraceParent = traceParent,
            TraceState = traceState,
        };
        return new NewMessage
        {
            Message = admitted,
            IdempotencyKey = message.IdempotencyKey,
            Fingerprint = MessageFingerprint.Of(admitted.Type, admitted.PartitionKey, admitted.Payload.Span),
        };
    }

    private IntakeResult Answer(IncomingMessage message, EnqueueResult result)
    {
        switch (result.Outcome)
        {
            case EnqueueOutcome.Queued:
                monitor.Accepted(message, result.MessageId);
                return new IntakeResult { Outcome = IntakeOutcome.Accepted, MessageId = result.MessageId };
            case EnqueueOutcome.Duplicate:
                monitor.Replayed(message, result.MessageId);
                return new IntakeResult { Outcome = IntakeOutcome.Replayed, MessageId = result.MessageId };
            case EnqueueOutcome.KeyReused:
                return Refuse(message, new IntakeResult
                {
                    Outcome = IntakeOutcome.KeyReused,
                    Code = RefusalCodes.KeyReused,
                    Error = "The same idempotency key or id came before with another type, key or payload.",
                    Field = message.IdempotencyKey is null ? "$.id" : "$.idempotencyKey",
                });
            default:
                return Refuse(message, rules.Unavailable(RefusalCodes.QueueFull, "The queue is full. Send the message again later."));
        }
    }
}
