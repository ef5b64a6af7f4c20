namespace Vigia.PromQL.Syntax;

/// <summary>Which parts of the language are let in.</summary>
public sealed record PromqlSyntaxOptions
{
    /// <summary>The stable language.</summary>
    public static readonly PromqlSyntaxOptions Stable = new();

    /// <summary>Everything, the experimental functions and modifiers too.</summary>
    public static readonly PromqlSyntaxOptions Experimental = new() { AllowExperimental = true };

    /// <summary>
    /// Lets in the functions, aggregations and modifiers that Prometheus calls experimental: <c>info</c>, <c>limitk</c>, <c>anchored</c>,
    /// <c>smoothed</c>, <c>fill</c>, the trim operators and others.
    /// </summary>
    public bool AllowExperimental { get; init; }
}
