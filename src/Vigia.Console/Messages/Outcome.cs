namespace Vigia.Console.Messages;

/// <summary>What came of a call to the module: a value, or why there is none.</summary>
internal readonly record struct Outcome<T>(T? Value, DeskProblem? Problem);
