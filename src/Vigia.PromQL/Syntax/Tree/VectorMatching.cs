namespace Vigia.PromQL.Syntax.Tree;

/// <summary>Which series of two vectors belong together.</summary>
public sealed record VectorMatching
{
    /// <summary>How many of each side.</summary>
    public MatchCardinality Cardinality { get; init; }

    /// <summary>The labels of <c>on</c> or <c>ignoring</c>.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>Whether the labels are those of <c>on</c>.</summary>
    public bool IsOn { get; init; }

    /// <summary>The labels that <c>group_left</c> or <c>group_right</c> copies from the side of one.</summary>
    public IReadOnlyList<string> Include { get; init; } = [];

    /// <summary>The value of a left side that is missing; null where there is none.</summary>
    public double? FillLeft { get; init; }

    /// <summary>The value of a right side that is missing; null where there is none.</summary>
    public double? FillRight { get; init; }
}
