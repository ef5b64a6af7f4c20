namespace Vigia.Model.Messages;

/// <summary>What a replay or a discard did.</summary>
/// <param name="Count">How many dead letters were changed. A call changes at most 10,000; repeat it until none is left.</param>
/// <param name="Ids">Their ids.</param>
public sealed record DeadLetterChange(int Count, IReadOnlyList<string> Ids);
