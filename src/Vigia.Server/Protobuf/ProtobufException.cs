namespace Vigia.Server.Protobuf;

/// <summary>Bytes are not the protobuf message that they should be.</summary>
internal sealed class ProtobufException(string reason) : FormatException("malformed protobuf: " + reason);
