namespace Vigia.PromQL.Engine.Aggregation;

/// <summary>What an aggregation has to say besides its result.</summary>
[Flags]
internal enum AggregationFindings
{
    None = 0,
    MixedFloats = 1,
    MixedSchemas = 2,
    IgnoredHistogram = 4,
    ResetCollision = 8,
    ReconciledBounds = 16,
}
