using System.Text.Json;

namespace Vigia.Model.Health;

/// <summary>One check of a dependency, for example its ping.</summary>
public sealed record DependencyCheck : HealthReading
{
    /// <summary>What was observed: a number, a truth value or a text; null where there is nothing.</summary>
    public JsonElement? Value { get; init; }

    /// <summary>The value's unit, for example <c>bytes</c>.</summary>
    public string? Unit { get; init; }
}
