using System.Text.Json.Serialization;
using Vigia.Model.Messages;

namespace Vigia.Model.Modules;

/// <summary>Where an operation stands. Names are lower case in JSON.</summary>
[JsonConverter(typeof(LowerCaseEnumConverter<OperationState>))]
public enum OperationState
{
    /// <summary>Behind another one.</summary>
    Waiting,

    /// <summary>At work.</summary>
    Running,

    /// <summary>Done. Final.</summary>
    Completed,

    /// <summary>Stopped by a person. What was changed by then stays changed. Final.</summary>
    Cancelled,

    /// <summary>Ended by an error. Final.</summary>
    Failed,
}
