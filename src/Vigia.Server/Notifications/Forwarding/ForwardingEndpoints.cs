using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Vigia.Server.Access;
using Vigia.Server.QueryApi;
using Vigia.Server.QueryApi.Json;

namespace Vigia.Server.Notifications.Forwarding;

/// <summary><c>GET /api/v1/alertmanagers</c>, as Prometheus answers it.</summary>
internal static class ForwardingEndpoints
{
    private static readonly string[] Get = [HttpMethods.Get];

    public static void MapForwarding(this WebApplication app)
    {
        ApiHandler handler = app.Services.GetRequiredService<ApiHandler>();
        AlertForwarder forwarder = app.Services.GetRequiredService<AlertForwarder>();
        app.MapMethods("/api/v1/alertmanagers", Get, handler.Of(call => call.AnswerAsync(json =>
        {
            json.Raw("{\"activeAlertmanagers\":["u8);
            Write(json, forwarder.Active);
            json.Raw("],\"droppedAlertmanagers\":["u8);
            Write(json, forwarder.Dropped);
            json.Raw("]}"u8);
        }))).RequireScope(AccessScopes.ReadMetrics);
    }

    private static void Write(ApiJson json, IReadOnlyList<Uri> addresses)
    {
        bool isFirst = true;
        foreach (Uri address in addresses)
        {
            json.Comma(ref isFirst);
            json.Raw("{\"url\":"u8);
            json.String(address.ToString());
            json.Raw("}"u8);
        }
    }
}
