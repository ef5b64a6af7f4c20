namespace Vigia.PromQL.Completion;

/// <summary>What may stand at a place in a query.</summary>
public enum CompletionKind
{
    /// <summary>An expression: a metric's name, a function or an aggregation.</summary>
    Expression,

    /// <summary>What follows an expression: an operator or a modifier.</summary>
    Continuation,

    /// <summary>A label's name within a selector's braces.</summary>
    LabelName,

    /// <summary>The value of <see cref="CompletionPlace.Label"/>.</summary>
    LabelValue,

    /// <summary>A label's name in the list of <c>by</c>, <c>on</c> and their like.</summary>
    GroupingLabel,

    /// <summary>A duration in brackets.</summary>
    Duration,

    /// <summary>Nothing: within a comment or a text that is no label's value.</summary>
    Nothing,
}
