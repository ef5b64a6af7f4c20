namespace Vigia.PromQL.Syntax.Durations;

/// <summary>A sign before a duration.</summary>
public sealed record DurationNegation : DurationNode
{
    /// <summary>What it is before.</summary>
    public required DurationNode Inner { get; init; }

    internal override double Evaluate(double step, double range) => -Inner.Evaluate(step, range);
}
