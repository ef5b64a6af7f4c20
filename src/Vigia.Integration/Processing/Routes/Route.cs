using Vigia.Integration.Delivery;
using Vigia.Integration.Processing.Steps;
using Vigia.Model.Messages;

namespace Vigia.Integration.Processing.Routes;

/// <summary>A compiled route: what it takes, what it does, where it delivers. Immutable but for its gate; thread safe.</summary>
internal sealed class Route
{
    public required string Name { get; init; }

    public required RouteMatch Match { get; init; }

    public required IReadOnlyList<IProcessingStep> Steps { get; init; }

    public required IReadOnlyList<GuardedDestination> Destinations { get; init; }

    public required RetrySchedule Retry { get; init; }

    public required TimeSpan AttemptTimeout { get; init; }

    public required RouteGate Gate { get; init; }

    public RouteStatus Describe() => new()
    {
        Name = Name,
        Type = Match.Type,
        Protocol = Match.Protocol,
        Steps = [.. Steps.Select(static step => step.Kind)],
        Destinations = [.. Destinations.Select(static destination => destination.Describe())],
        Workers = Gate.Workers,
        InWork = Gate.InWork,
    };
}
