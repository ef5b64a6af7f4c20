namespace Vigia.Model.Queries;

/// <summary>Series over time, ordered by their labels for a range query.</summary>
public sealed record MatrixValue(IReadOnlyList<MatrixSeries> Series) : QueryValue;
