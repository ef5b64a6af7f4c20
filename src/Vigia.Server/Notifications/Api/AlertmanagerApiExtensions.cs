using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Vigia.Server.Access;
using Vigia.Server.Notifications.Matching;
using Vigia.Server.Notifications.Running;

namespace Vigia.Server.Notifications.Api;

/// <summary>Maps Alertmanager's API v2, and says of v1 that it is gone.</summary>
internal static class AlertmanagerApiExtensions
{
    private static readonly string[] Get = [HttpMethods.Get];
    private static readonly string[] Post = [HttpMethods.Post];

    public static void MapAlertmanagerApi(this WebApplication app)
    {
        var endpoints = new AlertmanagerEndpoints(app.Services.GetRequiredService<NotificationCenter>(), app.Services.GetRequiredService<IAlertService>());
        RouteGroupBuilder read = app.MapGroup("/api/v2").RequireScope(AccessScopes.ReadMetrics);
        read.MapMethods("/status", Get, Of(endpoints.StatusAsync));
        read.MapMethods("/receivers", Get, Of(endpoints.ReceiversAsync));
        read.MapMethods("/alerts", Get, Of(endpoints.AlertsAsync));
        read.MapMethods("/alerts/groups", Get, Of(endpoints.GroupsAsync));
        read.MapMethods("/silences", Get, Of(endpoints.SilencesAsync));
        read.MapMethods("/silence/{id}", Get, Of(endpoints.SilenceAsync));
        RouteGroupBuilder write = app.MapGroup("/api/v2").RequireScope(AccessScopes.WriteAlerts);
        write.MapMethods("/alerts", Post, Of(endpoints.PostAlertsAsync));
        write.MapMethods("/silences", Post, Of(endpoints.PostSilenceAsync));
        write.MapMethods("/silence/{id}", [HttpMethods.Delete], Of(endpoints.DeleteSilenceAsync));

        // The first version's paths; GET /api/v1/alerts is Prometheus' own.
        RouteGroupBuilder gone = app.MapGroup("/api/v1").RequireScope(AccessScopes.ReadMetrics);
        RequestDelegate refusal = static context => RefuseAsync(context, StatusCodes.Status410Gone, "Alertmanager's API v1 is gone: use /api/v2 (in Prometheus' alertmanagers section: api_version: v2)");
        gone.MapMethods("/alerts", Post, refusal);
        gone.MapMethods("/alerts/groups", Get, refusal);
        gone.MapMethods("/silences", [HttpMethods.Get, HttpMethods.Post], refusal);
        gone.MapMethods("/silence/{id}", [HttpMethods.Get, HttpMethods.Delete], refusal);
        gone.MapMethods("/receivers", Get, refusal);
    }

    /// <summary>A handler whose refusals become answers in Alertmanager's shape: a JSON text.</summary>
    public static RequestDelegate Of(RequestDelegate handler) => async context =>
    {
        try
        {
            await handler(context);
        }
        catch (AlertmanagerApiException exception)
        {
            await RefuseAsync(context, exception.Status, exception.Message);
        }
        catch (Exception exception) when (exception is JsonException or MatcherTextException)
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest, exception.Message);
        }
    };

    private static Task RefuseAsync(HttpContext context, int status, string message)
    {
        context.Response.StatusCode = status;
        return AlertmanagerEndpoints.AnswerAsync(context, json => json.WriteStringValue(message));
    }
}
