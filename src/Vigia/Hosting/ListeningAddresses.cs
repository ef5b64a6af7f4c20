using Microsoft.AspNetCore.Builder;
using Vigia.Integration.Listeners.Mqtt;

namespace Vigia.Hosting;

/// <summary>Where a started module can be reached from this machine.</summary>
/// <param name="Http">Of the API, <c>/metrics</c> and <c>/health</c>; also of WebSocket.</param>
/// <param name="Mqtt">As <c>mqtt://host:port</c> or <c>mqtts://…</c>; null where MQTT is off.</param>
internal sealed record ListeningAddresses(Uri Http, Uri? Mqtt)
{
    public Uri WebSocket => new UriBuilder(Http) { Scheme = Http.Scheme == Uri.UriSchemeHttps ? "wss" : "ws", Path = "/ws" }.Uri;

    public bool HasWebSocket { get; init; } = true;

    public static ListeningAddresses Of(WebApplication app)
    {
        string url = app.Urls.First()
            .Replace("://[::]", "://localhost", StringComparison.Ordinal)
            .Replace("://0.0.0.0", "://localhost", StringComparison.Ordinal);
        return new ListeningAddresses(new Uri(url), MqttAddress.Of(app)) { HasWebSocket = IsEnabled(app, "websocket") };
    }

    private static bool IsEnabled(WebApplication app, string protocol) =>
        !string.Equals(app.Configuration[$"Listeners:{protocol}:Enabled"], "false", StringComparison.OrdinalIgnoreCase);
}
