namespace Vigia.Integration.Admission;

/// <summary>
/// The one way into the module for every protocol: admit (rate, size, schema), deduplicate, enqueue durably. The
/// returned task completes only after the message is on disk, or was refused. Thread safe.
/// </summary>
internal interface IMessageIntake
{
    /// <summary>Takes one message in. Messages handed in one after the other, without waiting in between, are queued in that order.</summary>
    ValueTask<IntakeResult> AcceptAsync(IncomingMessage message, CancellationToken cancellationToken);

    /// <summary>Counts, logs and stores the refusal of a message that the listener itself could not read.</summary>
    /// <param name="message">What is known of it; its payload may be empty.</param>
    /// <param name="refusal">Why.</param>
    /// <returns>The refusal.</returns>
    IntakeResult Refuse(IncomingMessage message, IntakeResult refusal);
}
