using System.Text.Json.Serialization;

namespace Vigia.Model.Messages;

/// <summary>One message with everything that is kept of it.</summary>
public sealed record MessageDetail
{
    /// <summary>The row as a search shows it.</summary>
    public required MessageSummary Summary { get; init; }

    /// <summary>Of a dead letter, which state of it this is: the strong entity tag that an edit names in <c>If-Match</c>. Else null.</summary>
    public string? Version { get; init; }

    // A generated reader sets what an answer leaves out to null, over any default.
    /// <summary>The sender's headers.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init => field = value ?? new Dictionary<string, string>(); } = new Dictionary<string, string>();

    /// <summary>The payload, empty where it was erased or never kept.</summary>
    [JsonConverter(typeof(RawJsonConverter))]
    public ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>Attempts, oldest first.</summary>
    public IReadOnlyList<MessageAttempt> Attempts { get; init => field = value ?? []; } = [];

    /// <summary>What routes wrote to the message store.</summary>
    public IReadOnlyList<MessageOutput> Outputs { get; init => field = value ?? []; } = [];
}
