namespace Vigia.Integration.Queue;

/// <param name="Outcome">What became of it.</param>
/// <param name="MessageId">The id that counts: for a duplicate, the first message's.</param>
internal readonly record struct EnqueueResult(EnqueueOutcome Outcome, string MessageId);
