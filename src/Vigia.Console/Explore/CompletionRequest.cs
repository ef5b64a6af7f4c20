namespace Vigia.Console.Explore;

/// <summary>A query that is being written.</summary>
/// <param name="Query">Its text.</param>
/// <param name="Caret">The caret, in UTF-16 units.</param>
internal sealed record CompletionRequest(string? Query, int Caret);
