namespace Vigia.Integration.DeadLetters;

/// <param name="Ids">Those that were changed.</param>
/// <param name="HasMore">Whether there may be more that fit. With no ids: the queue has no room for the next.</param>
internal sealed record DeadLetterStepResult(IReadOnlyList<string> Ids, bool HasMore);
