using Vigia.Model.Messages;

namespace Vigia.Integration.DeadLetters;

/// <summary>Messages that were given up. Every change is written together with its audit entry. Thread safe.</summary>
internal interface IDeadLetterStore
{
    /// <summary>How many wait for a decision.</summary>
    long Count { get; }

    ValueTask<IReadOnlyList<DeadLetterGroup>> GroupAsync(CancellationToken cancellationToken);

    /// <summary>Replaces the payload, and the type where given. False: no such dead letter.</summary>
    ValueTask<bool> EditAsync(string id, ReadOnlyMemory<byte> payload, string? type, AuditEntry audit, CancellationToken cancellationToken);

    /// <summary>Queues every dead letter that fits again, with its attempts counted from zero; returns their ids. At most 10,000 a call.</summary>
    ValueTask<IReadOnlyList<string>> ReplayAsync(MessageFilter filter, AuditEntry audit, CancellationToken cancellationToken);

    /// <summary>Discards every dead letter that fits; returns their ids. At most 10,000 a call.</summary>
    ValueTask<IReadOnlyList<string>> DiscardAsync(MessageFilter filter, AuditEntry audit, CancellationToken cancellationToken);
}
