namespace Vigia.Console.Explore;

/// <summary>What may stand at a caret.</summary>
/// <param name="Start">Where what it replaces begins, in UTF-16 units.</param>
/// <param name="End">Where that ends.</param>
/// <param name="Items">The choices, best first.</param>
/// <param name="IsIncomplete">Whether there are more than these.</param>
internal sealed record CompletionAnswer(int Start, int End, IReadOnlyList<CompletionItem> Items, bool IsIncomplete);
