namespace Vigia.PromQL.Syntax.Durations;

/// <summary><c>step()</c> or <c>range()</c>: what the query itself was asked with.</summary>
public sealed record DurationOfQuery : DurationNode
{
    /// <summary>Whether it is <c>range()</c>.</summary>
    public required bool IsRange { get; init; }

    internal override double Evaluate(double step, double range) => IsRange ? range : step;
}
