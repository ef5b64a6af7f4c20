namespace Vigia.Integration.Processing;

/// <summary>
/// Reserved headers: the intake sets them, over whatever a sender wrote there, and they are stored and erased with the
/// message. That is how the log lines of the guide can still name the request and the address when the message is
/// processed later, maybe after a restart.
/// </summary>
internal static class MessageHeaderNames
{
    public const string RequestId = "x-request-id";
    public const string RemoteAddress = "x-remote-address";
}
