namespace Vigia.Model.Messages;

/// <summary>One destination of a route.</summary>
public sealed record DestinationStatus
{
    /// <summary>Its name in the route.</summary>
    public required string Name { get; init; }

    /// <summary><c>store</c>, <c>http</c> or <c>file</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Its breaker: <c>closed</c>, <c>open</c> or <c>halfopen</c>; null where it has none.</summary>
    public string? Breaker { get; init; }
}
