using System.Text.Json.Serialization;

namespace Vigia.Model.Messages;

/// <summary>Where a message stands. Names are lower case in JSON.</summary>
[JsonConverter(typeof(LowerCaseEnumConverter<MessageStatus>))]
public enum MessageStatus
{
    /// <summary>Stored, not yet handed to the queue (only with a queue outside the store).</summary>
    Received,

    /// <summary>Waiting for a worker.</summary>
    Queued,

    /// <summary>Leased by a worker.</summary>
    Processing,

    /// <summary>Delivered everywhere, or filtered out by its route. Final.</summary>
    Processed,

    /// <summary>Failed with a transient error and waiting for its next attempt.</summary>
    Retrying,

    /// <summary>Given up: a dead letter that waits for a person's decision.</summary>
    Dead,

    /// <summary>Seen before: the first one counts. Final.</summary>
    Duplicate,

    /// <summary>Refused at admission after its sender was authenticated. Final.</summary>
    Rejected,

    /// <summary>A dead letter that a person discarded. Final.</summary>
    Discarded,
}
