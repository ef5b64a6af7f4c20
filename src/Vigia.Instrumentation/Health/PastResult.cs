using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Vigia.Instrumentation.Health;

/// <summary>One earlier result of a check or a probe.</summary>
internal readonly record struct PastResult(DateTimeOffset At, HealthStatus Status, TimeSpan Duration);
