using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Vigia.Instrumentation.Health;

/// <summary>
/// What one probe of a dependency found, for example its ping. A health check reports its probes as entries of
/// <see cref="HealthCheckResult.Data"/>: the key is the probe's name, the value is one of these.
/// </summary>
public sealed record ProbeReading
{
    /// <summary>Whether what was found is good.</summary>
    public required HealthStatus Status { get; init; }

    /// <summary>The value that was observed: a number, a truth value or a text; null where there is none.</summary>
    public object? Value { get; init; }

    /// <summary>The value's unit, for example <c>bytes</c>.</summary>
    public string? Unit { get; init; }

    /// <summary>What is wrong, or worth knowing, for people. Must not hold credentials.</summary>
    public string? Output { get; init; }

    /// <summary>How long the probe took.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>All is well.</summary>
    /// <param name="value">The value that was observed.</param>
    /// <param name="unit">Its unit.</param>
    /// <param name="output">What is worth knowing.</param>
    public static ProbeReading Healthy(object? value = null, string? unit = null, string? output = null) =>
        new() { Status = HealthStatus.Healthy, Value = value, Unit = unit, Output = output };

    /// <summary>It works, but not as it should.</summary>
    /// <param name="output">What is wrong.</param>
    /// <param name="value">The value that was observed.</param>
    /// <param name="unit">Its unit.</param>
    public static ProbeReading Degraded(string output, object? value = null, string? unit = null) =>
        new() { Status = HealthStatus.Degraded, Value = value, Unit = unit, Output = output };

    /// <summary>It does not work.</summary>
    /// <param name="output">What is wrong.</param>
    /// <param name="value">The value that was observed.</param>
    /// <param name="unit">Its unit.</param>
    public static ProbeReading Unhealthy(string output, object? value = null, string? unit = null) =>
        new() { Status = HealthStatus.Unhealthy, Value = value, Unit = unit, Output = output };
}
