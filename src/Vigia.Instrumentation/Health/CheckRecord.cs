using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Vigia.Instrumentation.Health;

/// <summary>A dependency as last checked, with its past. Immutable.</summary>
internal sealed record CheckRecord
{
    // A check names its probes itself; more than any honest one has are left out.
    private const int MaxProbes = 32;
    private const int MaxValueLength = 200;

    public required string Name { get; init; }

    public required bool IsOptional { get; init; }

    public required string ComponentType { get; init; }

    public ResultTrail Trail { get; private init; } = ResultTrail.Empty;

    public IReadOnlyList<ProbeRecord> Probes { get; private init; } = [];

    /// <summary>What the dependency's state makes of the whole service.</summary>
    public HealthStatus Effect =>
        IsOptional && Trail.Status == HealthStatus.Unhealthy ? HealthStatus.Degraded : Trail.Status;

    public static CheckRecord For(HealthCheckRegistration registration) => new()
    {
        Name = registration.Name,
        IsOptional = registration.Tags.Contains(HealthTags.Optional),
        ComponentType = registration.Tags.Contains(HealthTags.Datastore) ? "datastore"
            : registration.Tags.Contains(HealthTags.System) ? "system" : "component",
    };

    public CheckRecord With(HealthCheckResult result, DateTimeOffset at, TimeSpan duration, int historyLength)
    {
        string? output = result.Description ?? result.Exception?.Message;
        return this with
        {
            Trail = Trail.Append(result.Status, output, at, duration, historyLength),
            Probes = result.Data.Count == 0
                ? Probes
                : [.. result.Data.Take(MaxProbes).Select(entry => Read(entry.Key, entry.Value, result.Status, at, historyLength))],
        };
    }

    private ProbeRecord Read(string name, object value, HealthStatus status, DateTimeOffset at, int historyLength)
    {
        ProbeReading reading = value as ProbeReading ?? new ProbeReading { Status = status, Value = value };
        ResultTrail past = Probes.FirstOrDefault(probe => probe.Name == name)?.Trail ?? ResultTrail.Empty;
        object? shown = reading.Value is null or bool or int or long or double
            ? reading.Value
            : Convert.ToString(reading.Value, System.Globalization.CultureInfo.InvariantCulture);
        if (shown is string { Length: > MaxValueLength } text)
        {
            shown = text[..MaxValueLength];
        }

        return new ProbeRecord(name, shown, reading.Unit, past.Append(reading.Status, reading.Output, at, reading.Duration, historyLength));
    }
}
