using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Vigia.Integration.Listeners.Mqtt;

/// <summary>Where a started module takes MQTT connections.</summary>
public static class MqttAddress
{
    /// <summary>As <c>mqtt://host:port</c>, or <c>mqtts://…</c> with TLS; with the port that was taken where 0 was configured.</summary>
    /// <param name="app">The module.</param>
    /// <returns>Null: MQTT is off, or the module has not started.</returns>
    public static Uri? Of(WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        if (app.Services.GetService<MqttServer>() is not { EndPoint: { } endPoint } server)
        {
            return null;
        }

        bool isAny = endPoint.Address.Equals(IPAddress.IPv6Any) || endPoint.Address.Equals(IPAddress.Any);
        string host = isAny ? "localhost" : new UriBuilder { Host = endPoint.Address.ToString() }.Host;
        return new Uri(string.Create(CultureInfo.InvariantCulture, $"{(server.IsSecure ? "mqtts" : "mqtt")}://{host}:{endPoint.Port}"));
    }
}
