namespace Vigia.Model.Metrics;

/// <summary>A query passed one of its limits.</summary>
public sealed class QueryLimitException(string message) : Exception(message);
