using Vigia.PromQL.Syntax.Durations;

namespace Vigia.PromQL.Syntax.Tree;

/// <summary>Selects each matching series' samples of a range, open on the left.</summary>
public sealed record MatrixSelector : Expression
{
    /// <summary>Which series, and the modifiers.</summary>
    public required VectorSelector Selector { get; init; }

    /// <summary>The range's length.</summary>
    public required DurationNode Range { get; init; }

    /// <inheritdoc/>
    public override ValueKind Kind => ValueKind.Matrix;

    /// <inheritdoc/>
    public override IReadOnlyList<Expression> Children => [Selector];
}
