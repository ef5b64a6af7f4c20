using System.Text.Json.Serialization;

namespace Vigia.Model.Health;

/// <summary>How something is, in the guide's words.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<HealthState>))]
public enum HealthState
{
    /// <summary>All is well.</summary>
    [JsonStringEnumMemberName("healthy")]
    Healthy,

    /// <summary>It works, but not as it should.</summary>
    [JsonStringEnumMemberName("degraded")]
    Degraded,

    /// <summary>It does not work, or was not checked yet.</summary>
    [JsonStringEnumMemberName("unhealthy")]
    Unhealthy,

    /// <summary>The service does not use it.</summary>
    [JsonStringEnumMemberName("not configured")]
    NotConfigured,
}
