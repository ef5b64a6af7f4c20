using Vigia.Integration.Delivery;

namespace Vigia.Integration.Processing.Routes;

/// <summary>One route as configuration has it. Section <c>Processing:Routes:N</c>.</summary>
internal sealed class RouteOptions
{
    /// <summary>Where it stands, for error messages.</summary>
    public required string Path { get; init; }

    /// <summary>Unique; 1 to 64 characters of <c>A-Z a-z 0-9 . _ -</c>.</summary>
    public string? Name { get; init; }

    public RouteMatchOptions Match { get; init; } = new();

    public IReadOnlyList<StepOptions> Steps { get; init; } = [];

    public IReadOnlyList<DestinationOptions> Destinations { get; init; } = [];

    public RetryOptions Retry { get; init; } = new();

    public TimeSpan AttemptTimeout { get; init; }

    public int Workers { get; init; }
}
