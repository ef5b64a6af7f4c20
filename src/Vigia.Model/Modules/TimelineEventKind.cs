using System.Text.Json.Serialization;
using Vigia.Model.Messages;

namespace Vigia.Model.Modules;

/// <summary>What happened to a message. Names are lower case in JSON.</summary>
[JsonConverter(typeof(LowerCaseEnumConverter<TimelineEventKind>))]
public enum TimelineEventKind
{
    /// <summary>Its sender says that it was sent.</summary>
    Sent,

    /// <summary>The module took it in.</summary>
    Received,

    /// <summary>It was refused at admission.</summary>
    Rejected,

    /// <summary>It had been seen before.</summary>
    Duplicate,

    /// <summary>An attempt at processing it.</summary>
    Attempt,

    /// <summary>A result was written to the message store.</summary>
    Output,

    /// <summary>It was given up.</summary>
    Dead,

    /// <summary>A person edited the dead letter.</summary>
    Edited,

    /// <summary>A person queued the dead letter again.</summary>
    Replayed,

    /// <summary>A person discarded the dead letter.</summary>
    Discarded,

    /// <summary>A person had it retried before its time.</summary>
    Hastened,

    /// <summary>The next attempt is due.</summary>
    Scheduled,
}
