namespace Vigia.Server.RemoteRead;

/// <summary>How a remote read is answered; the values are the protocol's.</summary>
internal enum RemoteReadResponseType
{
    /// <summary>One message with every sample, packed with snappy.</summary>
    Samples = 0,

    /// <summary>A stream of messages, each with chunks as Prometheus' storage has them.</summary>
    StreamedChunks = 1,
}
