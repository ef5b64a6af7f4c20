namespace Vigia.Server.QueryApi;

/// <summary>A request to the Prometheus API cannot be answered; the message is meant for its sender.</summary>
internal sealed class ApiException(int status, string errorType, string message) : Exception(message)
{
    public int Status { get; } = status;

    public string ErrorType { get; } = errorType;

    public static ApiException BadData(string message) => new(400, "bad_data", message);

    /// <summary>As Prometheus words it for every parameter.</summary>
    public static ApiException Invalid(string parameter, string reason) => BadData($"invalid parameter \"{parameter}\": {reason}");
}
