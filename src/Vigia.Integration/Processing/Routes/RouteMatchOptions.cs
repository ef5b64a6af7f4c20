namespace Vigia.Integration.Processing.Routes;

/// <summary>Which messages a route takes: everything that is set must fit.</summary>
internal sealed class RouteMatchOptions
{
    /// <summary>The message type; <c>*</c> stands for any run of characters.</summary>
    public string Type { get; set; } = "*";

    /// <summary><c>http</c>, <c>websocket</c> or <c>mqtt</c>; null for every one.</summary>
    public string? Protocol { get; set; }

    /// <summary>Headers that must be there with exactly these values.</summary>
    public IDictionary<string, string> Headers { get; set; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
}
