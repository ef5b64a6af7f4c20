namespace Vigia.Console.Messages;

/// <summary>Why a call to the module came to nothing.</summary>
/// <param name="Text">The key of the sentence that says so.</param>
/// <param name="Arguments">What stands in its places.</param>
internal sealed record DeskProblem(string Text, params object[] Arguments);
