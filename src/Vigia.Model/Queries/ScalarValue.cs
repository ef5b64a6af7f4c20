namespace Vigia.Model.Queries;

/// <summary>A number at a time (milliseconds).</summary>
public sealed record ScalarValue(long Timestamp, double Value) : QueryValue;
