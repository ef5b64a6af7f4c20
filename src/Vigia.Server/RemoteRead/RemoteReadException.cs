namespace Vigia.Server.RemoteRead;

/// <summary>A remote read cannot be answered; the message is meant for its sender.</summary>
internal sealed class RemoteReadException(int status, string message) : Exception(message)
{
    public int Status { get; } = status;
}
