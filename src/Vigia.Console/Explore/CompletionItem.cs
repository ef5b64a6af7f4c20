namespace Vigia.Console.Explore;

/// <summary>One choice.</summary>
/// <param name="Text">What is shown, and goes by what was typed.</param>
/// <param name="Insert">What is written.</param>
/// <param name="Kind"><c>metric</c>, <c>function</c>, <c>aggregation</c>, <c>label</c>, <c>value</c>, <c>keyword</c> or <c>duration</c>.</param>
/// <param name="Detail">A word beside it, as a metric's type.</param>
/// <param name="Documentation">A sentence; may be empty.</param>
internal sealed record CompletionItem(string Text, string Insert, string Kind, string Detail = "", string Documentation = "");
