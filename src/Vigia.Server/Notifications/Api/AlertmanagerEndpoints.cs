using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vigia.Model.Labels;
using Vigia.Server.Notifications.Alerts;
using Vigia.Server.Notifications.Matching;
using Vigia.Server.Notifications.Running;
using Vigia.Server.Notifications.Silences;

namespace Vigia.Server.Notifications.Api;

/// <summary>Alertmanager's API v2 over the alerts, silences and groups of this server.</summary>
internal sealed class AlertmanagerEndpoints(NotificationCenter center, IAlertService service)
{
    private static readonly string[] BuildFields = ["branch", "buildDate", "buildUser", "goVersion", "revision"];

    private DateTimeOffset Now => center.Parts.Time.GetUtcNow();

    public Task StatusAsync(HttpContext context) => AnswerAsync(context, json =>
    {
        json.WriteStartObject();
        json.WriteStartObject("cluster");
        json.WriteStartArray("peers");
        json.WriteEndArray();
        json.WriteString("status", "disabled");
        json.WriteEndObject();
        json.WriteStartObject("config");
        json.WriteString("original", center.Runtime.Configuration.Text);
        json.WriteEndObject();
        AlertmanagerJson.Time(json, "uptime", center.StartedAt);
        json.WriteStartObject("versionInfo");
        foreach (string name in BuildFields)
        {
            json.WriteString(name, "");
        }

        json.WriteString("version", typeof(AlertmanagerEndpoints).Assembly.GetName().Version!.ToString(3));
        json.WriteEndObject();
        json.WriteEndObject();
    });

    public Task ReceiversAsync(HttpContext context) => AnswerAsync(context, json =>
    {
        json.WriteStartArray();
        foreach (ReceiverStatus receiver in service.Receivers())
        {
            Receiver(json, receiver.Name);
        }

        json.WriteEndArray();
    });

    public Task AlertsAsync(HttpContext context)
    {
        var filter = new AlertFilter(context.Request.Query);
        return AnswerAsync(context, json =>
        {
            json.WriteStartArray();
            foreach (AlertStatus alert in service.Alerts().Where(filter.Takes))
            {
                AlertmanagerJson.Alert(json, alert);
            }

            json.WriteEndArray();
        });
    }

    public async Task PostAlertsAsync(HttpContext context)
    {
        using JsonDocument body = await ReadAsync(context);
        (IReadOnlyList<StoredAlert> alerts, IReadOnlyList<string> errors) = PostedAlerts.Read(body.RootElement, center.Runtime.Configuration.ResolveTimeout, Now);
        center.Take(alerts);
        center.Parts.Metrics.Invalid.Increment(errors.Count);
        if (errors.Count > 0)
        {
            throw new AlertmanagerApiException(StatusCodes.Status400BadRequest, string.Join("; ", errors));
        }
    }

    public Task GroupsAsync(HttpContext context)
    {
        var filter = new AlertFilter(context.Request.Query);
        return AnswerAsync(context, json =>
        {
            json.WriteStartArray();
            foreach (AlertGroupStatus group in service.Groups().Where(group => filter.TakesReceiver(group.Receiver)))
            {
                AlertStatus[] alerts = [.. group.Alerts.Where(alert => !alert.IsResolved && filter.Takes(alert))];
                if (alerts.Length == 0)
                {
                    continue;
                }

                json.WriteStartObject();
                json.WriteStartArray("alerts");
                foreach (AlertStatus alert in alerts)
                {
                    AlertmanagerJson.Alert(json, alert);
                }

                json.WriteEndArray();
                AlertmanagerJson.Labels(json, "labels", group.Labels);
                json.WritePropertyName("receiver");
                Receiver(json, group.Receiver);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
    }

    public Task SilencesAsync(HttpContext context)
    {
        IReadOnlyList<LabelMatcher> matchers = AlertFilter.Matchers(context.Request.Query);
        return AnswerAsync(context, json =>
        {
            json.WriteStartArray();
            foreach (Silence silence in service.Silences().Where(silence => IsWanted(silence, matchers)))
            {
                AlertmanagerJson.Silence(json, silence, Now);
            }

            json.WriteEndArray();
        });
    }

    public async Task PostSilenceAsync(HttpContext context)
    {
        using JsonDocument body = await ReadAsync(context);
        Silence silence = PostedSilence.Read(body.RootElement);
        string? wrong = silence.StartsAt > silence.EndsAt || silence.StartsAt == silence.EndsAt ? "Failed to create silence: start time must be before end time"
            : silence.EndsAt < Now ? "Failed to create silence: end time can't be in the past"
            : null;
        if (wrong is not null)
        {
            throw new AlertmanagerApiException(StatusCodes.Status400BadRequest, wrong);
        }

        string id = Guarded(() => service.SetSilence(silence));
        await AnswerAsync(context, json =>
        {
            json.WriteStartObject();
            json.WriteString("silenceID", id);
            json.WriteEndObject();
        });
    }

    public Task SilenceAsync(HttpContext context)
    {
        Silence silence = center.Parts.Silences.Find(Id(context)) ?? throw new AlertmanagerApiException(StatusCodes.Status404NotFound, "silence not found");
        return AnswerAsync(context, json => AlertmanagerJson.Silence(json, silence, Now));
    }

    public Task DeleteSilenceAsync(HttpContext context)
    {
        Guarded(() =>
        {
            service.ExpireSilence(Id(context), Access.AccessExtensions.Caller(context)?.Name ?? "");
            return "";
        });
        return Task.CompletedTask;
    }

    /// <summary>Answers JSON.</summary>
    public static async Task AnswerAsync(HttpContext context, Action<Utf8JsonWriter> write)
    {
        context.Response.ContentType = "application/json";
        using var buffer = new MemoryStream();
        await using (var json = new Utf8JsonWriter(buffer))
        {
            write(json);
        }

        await context.Response.Body.WriteAsync(buffer.GetBuffer().AsMemory(0, (int)buffer.Length), context.RequestAborted);
    }

    /// <summary>The body as JSON; a body beyond the server's bound is refused by the server.</summary>
    public static Task<JsonDocument> ReadAsync(HttpContext context) =>
        JsonDocument.ParseAsync(context.Request.Body, new JsonDocumentOptions { MaxDepth = 16 }, context.RequestAborted);

    private static string Id(HttpContext context) => context.Request.RouteValues["id"] as string ?? "";

    private static string Guarded(Func<string> action)
    {
        try
        {
            return action();
        }
        catch (SilenceException exception)
        {
            throw new AlertmanagerApiException(exception.IsMissing ? StatusCodes.Status404NotFound : StatusCodes.Status400BadRequest, exception.Message);
        }
    }

    // As Alertmanager: a filter wants silences that have a matcher of that label which its value fits.
    private static bool IsWanted(Silence silence, IReadOnlyList<LabelMatcher> filters) =>
        filters.All(filter => filter.Matches(silence.Matchers.FirstOrDefault(matcher => matcher.Name == filter.Name)?.Value ?? ""));

    private static void Receiver(Utf8JsonWriter json, string name)
    {
        json.WriteStartObject();
        json.WriteString("name", name);
        json.WriteEndObject();
    }
}
