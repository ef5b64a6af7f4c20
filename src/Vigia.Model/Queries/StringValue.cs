namespace Vigia.Model.Queries;

/// <summary>A text at a time (milliseconds).</summary>
public sealed record StringValue(long Timestamp, string Text) : QueryValue;
