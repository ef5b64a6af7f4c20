namespace Vigia.Console.Dashboards.Queries;

/// <summary>A request cannot be answered; the message is meant for its sender.</summary>
internal sealed class PanelRequestException(string message, int status = 400) : Exception(message)
{
    public int Status { get; } = status;
}
