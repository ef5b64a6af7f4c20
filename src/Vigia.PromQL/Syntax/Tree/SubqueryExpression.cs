using Vigia.PromQL.Syntax.Durations;

namespace Vigia.PromQL.Syntax.Tree;

/// <summary>Evaluates an expression over a range at steps of its own, which are multiples of the step since 1970.</summary>
public sealed record SubqueryExpression : Expression
{
    /// <summary>What is evaluated.</summary>
    public required Expression Inner { get; init; }

    /// <summary>The range's length.</summary>
    public required DurationNode Range { get; init; }

    /// <summary>The step; null for the engine's default.</summary>
    public DurationNode? Step { get; init; }

    /// <summary>The time it looks at.</summary>
    public TimeModifiers Time { get; init; } = TimeModifiers.None;

    /// <inheritdoc/>
    public override ValueKind Kind => ValueKind.Matrix;

    /// <inheritdoc/>
    public override IReadOnlyList<Expression> Children => [Inner];
}
