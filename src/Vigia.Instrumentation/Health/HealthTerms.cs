using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Vigia.Instrumentation.Health;

/// <summary>How health is written: the guide's words, the health+json draft's, and the metric's value.</summary>
internal static class HealthTerms
{
    public const string NotConfigured = "not configured";

    /// <summary>Keys that <c>services</c> always holds, in the guide's order.</summary>
    public static readonly IReadOnlyList<string> GuideServices = ["redis", "kafka", "database"];

    public static string ToGuideWord(this HealthStatus status) => status switch
    {
        HealthStatus.Healthy => "healthy",
        HealthStatus.Degraded => "degraded",
        _ => "unhealthy",
    };

    public static string ToDraftWord(this HealthStatus status) => status switch
    {
        HealthStatus.Healthy => "pass",
        HealthStatus.Degraded => "warn",
        _ => "fail",
    };

    public static double ToGaugeValue(this HealthStatus status) => status switch
    {
        HealthStatus.Healthy => 1,
        HealthStatus.Degraded => 0.5,
        _ => 0,
    };

    /// <summary>
    /// RFC 3339 in UTC with microseconds. Python's <c>utcnow().isoformat()</c> in the guide has the same digits but no
    /// zone, so that a reader could not know that it is UTC; the Z says so.
    /// </summary>
    public static string ToTimestamp(this DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
}
