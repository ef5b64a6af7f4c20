namespace Vigia.Server.Notifications.Api;

/// <summary>A request is refused with a status and a text.</summary>
internal sealed class AlertmanagerApiException(int status, string message) : Exception(message)
{
    public int Status { get; } = status;
}
