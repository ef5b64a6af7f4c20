using Vigia.Model.Labels;
using Vigia.PromQL.Syntax;

namespace Vigia.PromQL.Completion;

/// <summary>A place in a query, and what an editor may offer there.</summary>
public sealed record CompletionPlace
{
    /// <summary>What may stand there.</summary>
    public required CompletionKind Kind { get; init; }

    /// <summary>What a completion takes the place of.</summary>
    public required TextSpan Span { get; init; }

    /// <summary>What is there before the caret, without quotes.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>The label whose value is asked for; "" otherwise.</summary>
    public string Label { get; init; } = "";

    /// <summary>The selector that the labels belong to, as far as it is written: what a catalog of metrics is asked with.</summary>
    public IReadOnlyList<LabelMatcher> Selector { get; init; } = [];

    /// <summary>Words of the language that fit and begin with the prefix, in order.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];
}
