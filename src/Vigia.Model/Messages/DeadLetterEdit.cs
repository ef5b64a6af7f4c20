using System.Text.Json.Serialization;

namespace Vigia.Model.Messages;

/// <summary>What a dead letter is changed to.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record DeadLetterEdit
{
    /// <summary>The new payload. A masked field that still holds its mask keeps its stored value.</summary>
    [JsonConverter(typeof(RawJsonConverter))]
    public ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>The new type, or null to keep the old one.</summary>
    public string? Type { get; init; }

    /// <summary>Keeps it although the schema of its type refuses it.</summary>
    public bool IgnoreSchema { get; init; }
}
