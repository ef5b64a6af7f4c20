using Vigia.Model.Messages;

namespace Vigia.Integration.DeadLetters;

/// <summary>Messages that were given up. Every change is written together with its audit entry. Thread safe.</summary>
internal interface IDeadLetterStore
{
    /// <summary>How many wait for a decision.</summary>
    long Count { get; }

    ValueTask<IReadOnlyList<DeadLetterGroup>> GroupAsync(CancellationToken cancellationToken);

    /// <summary>How many fit.</summary>
    ValueTask<long> CountAsync(MessageFilter filter, CancellationToken cancellationToken);

    /// <summary>Replaces the payload, and the type where given.</summary>
    /// <param name="id">Whose.</param>
    /// <param name="payload">One JSON value.</param>
    /// <param name="type">The new type; null keeps the old one.</param>
    /// <param name="version">The <see cref="MessageDetail.Version"/> that was edited; null: whichever is there.</param>
    /// <param name="audit">Written with it.</param>
    /// <param name="cancellationToken">Looked at before it begins.</param>
    ValueTask<DeadLetterEditResult> EditAsync(
        string id, ReadOnlyMemory<byte> payload, string? type, string? version, AuditEntry audit, CancellationToken cancellationToken);

    /// <summary>Queues every dead letter that fits again, with its attempts counted from zero; returns their ids. At most 10,000 a call.</summary>
    ValueTask<IReadOnlyList<string>> ReplayAsync(MessageFilter filter, AuditEntry audit, CancellationToken cancellationToken);

    /// <summary>Discards every dead letter that fits; returns their ids. At most 10,000 a call.</summary>
    ValueTask<IReadOnlyList<string>> DiscardAsync(MessageFilter filter, AuditEntry audit, CancellationToken cancellationToken);

    /// <summary>What a later <see cref="StepAsync"/> takes its letters from: those that are dead by now.</summary>
    ValueTask<long> MarkAsync(CancellationToken cancellationToken);

    /// <summary>Changes some of the letters that fit and were dead at the mark, oldest first.</summary>
    /// <param name="step">Which, and how many at most.</param>
    /// <param name="audit">Written once for the whole where it is the first step, and for each letter.</param>
    /// <param name="cancellationToken">Looked at before it begins.</param>
    ValueTask<DeadLetterStepResult> StepAsync(DeadLetterStep step, AuditEntry audit, CancellationToken cancellationToken);
}
