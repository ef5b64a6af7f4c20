using Microsoft.AspNetCore.Http;

namespace Vigia.Server.Ingest;

/// <summary>A request's body cannot be taken.</summary>
internal sealed class RequestBodyException(int status, string message) : Exception(message)
{
    /// <summary>What to answer.</summary>
    public int Status { get; } = status;

    public static RequestBodyException TooLarge(int limit) =>
        new(StatusCodes.Status413PayloadTooLarge, $"the body is longer than the {limit} bytes that are allowed; send smaller batches");
}
