namespace Vigia.PromQL.Syntax.Durations;

/// <summary>A duration such as <c>5m</c>, or a number of seconds.</summary>
public sealed record DurationLiteral : DurationNode
{
    /// <summary>Seconds.</summary>
    public required double Seconds { get; init; }

    /// <summary>Whether it was written with units.</summary>
    public bool HasUnit { get; init; }

    internal override double Evaluate(double step, double range) => Seconds;
}
