using System.IO.Enumeration;
using Vigia.Model.Messages;

namespace Vigia.Integration.Processing.Routes;

/// <summary>Which messages a route takes. Immutable; thread safe.</summary>
internal sealed class RouteMatch(RouteMatchOptions options)
{
    private readonly KeyValuePair<string, string>[] _headers = [.. options.Headers];
    private readonly bool _everyType = options.Type is "*";

    public string Type { get; } = options.Type;

    public string? Protocol { get; } = options.Protocol;

    public bool Fits(Message message)
    {
        if (!_everyType && !FileSystemName.MatchesSimpleExpression(Type, message.Type, ignoreCase: false))
        {
            return false;
        }

        if (Protocol is not null && !string.Equals(Protocol, message.Protocol, StringComparison.Ordinal))
        {
            return false;
        }

        foreach ((string name, string value) in _headers)
        {
            if (!HasHeader(message, name, value))
            {
                return false;
            }
        }

        return true;
    }

    // Header names do not depend on case, and the message's dictionary may.
    private static bool HasHeader(Message message, string name, string value)
    {
        foreach ((string key, string found) in message.Headers)
        {
            if (string.Equals(key, name, StringComparison.OrdinalIgnoreCase))
            {
                return string.Equals(found, value, StringComparison.Ordinal);
            }
        }

        return false;
    }
}
