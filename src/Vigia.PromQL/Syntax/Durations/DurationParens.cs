namespace Vigia.PromQL.Syntax.Durations;

/// <summary>A duration in parentheses.</summary>
public sealed record DurationParens : DurationNode
{
    /// <summary>What stands within.</summary>
    public required DurationNode Inner { get; init; }

    internal override double Evaluate(double step, double range) => Inner.Evaluate(step, range);
}
