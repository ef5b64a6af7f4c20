using Vigia.Model.Labels;

namespace Vigia.PromQL.Syntax.Tree;

/// <summary>Selects each matching series' newest sample.</summary>
public sealed record VectorSelector : Expression
{
    /// <summary>The metric's name where it stands before or within the braces alone; "" otherwise.</summary>
    public string Name { get; init; } = "";

    /// <summary>All matchers, that of the name too.</summary>
    public required IReadOnlyList<LabelMatcher> Matchers { get; init; }

    /// <summary>The time it looks at.</summary>
    public TimeModifiers Time { get; init; } = TimeModifiers.None;

    /// <summary>Whether a range begins with the sample before it.</summary>
    public bool IsAnchored { get; init; }

    /// <summary>Whether values between samples are interpolated.</summary>
    public bool IsSmoothed { get; init; }

    /// <inheritdoc/>
    public override ValueKind Kind => ValueKind.Vector;
}
