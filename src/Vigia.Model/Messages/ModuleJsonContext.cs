using System.Text.Json.Serialization;
using Vigia.Model.Modules;

namespace Vigia.Model.Messages;

/// <summary>The JSON of the module's API: camelCase names, nulls left out.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(MessagePage))]
[JsonSerializable(typeof(MessageDetail))]
[JsonSerializable(typeof(MessageFilter))]
[JsonSerializable(typeof(IReadOnlyList<DeadLetterGroup>))]
[JsonSerializable(typeof(DeadLetterEdit))]
[JsonSerializable(typeof(DeadLetterSelection))]
[JsonSerializable(typeof(DeadLetterChange))]
[JsonSerializable(typeof(ErasureResult))]
[JsonSerializable(typeof(IReadOnlyList<AuditEntry>))]
[JsonSerializable(typeof(QueueStatus))]
[JsonSerializable(typeof(IReadOnlyList<RouteStatus>))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
[JsonSerializable(typeof(MessageCounts))]
[JsonSerializable(typeof(MessageTimeline))]
[JsonSerializable(typeof(DeadLetterOperationRequest))]
[JsonSerializable(typeof(DeadLetterOperation))]
[JsonSerializable(typeof(IReadOnlyList<DeadLetterOperation>))]
[JsonSerializable(typeof(DeadLetterCheck))]
public sealed partial class ModuleJsonContext : JsonSerializerContext;
