namespace Vigia.Model.Messages;

/// <summary>One page of a search.</summary>
/// <param name="Items">The rows, newest first.</param>
/// <param name="Next">The cursor of the next page, null on the last.</param>
public sealed record MessagePage(IReadOnlyList<MessageSummary> Items, string? Next);
