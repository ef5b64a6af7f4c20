using System.Collections.ObjectModel;

namespace Vigia.Integration.Messages;

/// <summary>
/// Reserved headers: the intake sets them, over whatever a sender wrote there, and they are stored and erased with the
/// message. That is how the log lines of the guide can still name the request and the address when the message is
/// processed later, maybe after a restart.
/// </summary>
internal static class MessageHeaderNames
{
    public const string RequestId = "x-request-id";
    public const string RemoteAddress = "x-remote-address";

    /// <summary>A sender's headers with the reserved ones as the module knows them.</summary>
    public static IReadOnlyDictionary<string, string> Stamp(
        IReadOnlyDictionary<string, string>? headers, string? requestId, string? remoteAddress)
    {
        if (requestId is null && remoteAddress is null && (headers is null || !headers.Keys.Any(IsReserved)))
        {
            return headers ?? ReadOnlyDictionary<string, string>.Empty;
        }

        var stamped = new Dictionary<string, string>((headers?.Count ?? 0) + 2, StringComparer.Ordinal);
        foreach ((string name, string value) in headers ?? ReadOnlyDictionary<string, string>.Empty)
        {
            if (!IsReserved(name))
            {
                stamped[name] = value;
            }
        }

        if (requestId is not null)
        {
            stamped[RequestId] = requestId;
        }

        if (remoteAddress is not null)
        {
            stamped[RemoteAddress] = remoteAddress;
        }

        return stamped;
    }

    private static bool IsReserved(string name) =>
        name.Equals(RequestId, StringComparison.OrdinalIgnoreCase) || name.Equals(RemoteAddress, StringComparison.OrdinalIgnoreCase);
}
