using System.Text.Json.Serialization;
using Vigia.Model.Messages;

namespace Vigia.Model.Modules;

/// <summary>What is done to dead letters. Names are lower case in JSON.</summary>
[JsonConverter(typeof(LowerCaseEnumConverter<DeadLetterAction>))]
public enum DeadLetterAction
{
    /// <summary>Queued again, with their attempts counted from zero.</summary>
    Replay,

    /// <summary>Discarded for good.</summary>
    Discard,
}
