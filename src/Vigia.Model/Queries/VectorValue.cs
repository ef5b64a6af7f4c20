namespace Vigia.Model.Queries;

/// <summary>One sample per series. The order has a meaning after <c>sort</c> and <c>topk</c> only.</summary>
public sealed record VectorValue(IReadOnlyList<VectorSample> Samples) : QueryValue;
