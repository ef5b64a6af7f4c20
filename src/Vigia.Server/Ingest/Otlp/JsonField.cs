namespace Vigia.Server.Ingest.Otlp;

/// <summary>A field of a message, as JSON names it.</summary>
/// <param name="Number">Its number in protobuf.</param>
/// <param name="Kind">How it is written.</param>
/// <param name="Message">The fields of the message that it holds.</param>
internal sealed record JsonField(int Number, JsonFieldKind Kind, JsonMessage? Message = null);
