using System.Text.Json.Serialization;
using Vigia.Model.Messages;

namespace Vigia.Model.Modules;

/// <summary>A change of many dead letters that goes on in the module after its request is answered.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record DeadLetterOperationRequest
{
    /// <summary>What is done.</summary>
    public required DeadLetterAction Action { get; init; }

    /// <summary>To which: those that are dead when it begins.</summary>
    public required DeadLetterSelection Selection { get; init; }
}
