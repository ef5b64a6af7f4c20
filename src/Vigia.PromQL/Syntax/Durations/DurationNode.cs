namespace Vigia.PromQL.Syntax.Durations;

/// <summary>A length of time in brackets or behind <c>offset</c>: a literal or arithmetic. Immutable.</summary>
public abstract record DurationNode
{
    /// <summary>Where it stands in the text.</summary>
    public TextSpan Span { get; init; }

    /// <summary>How many levels there are below and with this node: bounded by the parser, so that a walk may recurse.</summary>
    internal int Height { get; init; } = 1;

    /// <summary>Seconds, or a plain number within arithmetic.</summary>
    /// <param name="step">The query's step in seconds.</param>
    /// <param name="range">The query's length in seconds.</param>
    internal abstract double Evaluate(double step, double range);
}
