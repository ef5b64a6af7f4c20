using System.Text.Json.Serialization;

namespace Vigia.Model.Messages;

/// <summary>A result that a route wrote to the message store.</summary>
public sealed record MessageOutput
{
    /// <summary>The destination's name in the route.</summary>
    public required string Destination { get; init; }

    /// <summary>When it was written, UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>One JSON value in UTF-8.</summary>
    [JsonConverter(typeof(RawJsonConverter))]
    public required ReadOnlyMemory<byte> Payload { get; init; }
}
