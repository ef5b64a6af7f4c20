namespace Vigia.Integration.DeadLetters;

/// <param name="Outcome">What became of the edit.</param>
/// <param name="Version">The letter's version now; null where there is no such letter.</param>
internal readonly record struct DeadLetterEditResult(DeadLetterEditOutcome Outcome, string? Version);
