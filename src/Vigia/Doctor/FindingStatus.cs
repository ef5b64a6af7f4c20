using System.Text.Json.Serialization;

namespace Vigia.Doctor;

/// <summary>How bad a finding is, from good to bad.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FindingStatus>))]
internal enum FindingStatus
{
    [JsonStringEnumMemberName("ok")]
    Ok,

    /// <summary>It runs, but not as it should in production.</summary>
    [JsonStringEnumMemberName("warn")]
    Warn,

    /// <summary>It will not start or not work.</summary>
    [JsonStringEnumMemberName("fail")]
    Fail,
}
