namespace Vigia.Server.Ingest.Otlp;

/// <summary>How a JSON value becomes a protobuf field.</summary>
internal enum JsonFieldKind
{
    Message,
    Text,
    Base64,
    Hex,
    Boolean,
    Integer,
    ZigZag,
    Fixed64,
    Double,
    Temporality,
}
