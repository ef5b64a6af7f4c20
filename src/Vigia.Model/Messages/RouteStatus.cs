namespace Vigia.Model.Messages;

/// <summary>One route as it runs.</summary>
public sealed record RouteStatus
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>The message types that it takes, <c>*</c> for any run of characters.</summary>
    public required string Type { get; init; }

    /// <summary>The protocol that it takes, null for every one.</summary>
    public string? Protocol { get; init; }

    /// <summary>The kinds of its steps, in order.</summary>
    public required IReadOnlyList<string> Steps { get; init; }

    /// <summary>Where it delivers to.</summary>
    public required IReadOnlyList<DestinationStatus> Destinations { get; init; }

    /// <summary>Messages that it may work on at once.</summary>
    public required int Workers { get; init; }

    /// <summary>Messages that it works on at this moment.</summary>
    public required int InWork { get; init; }
}
