using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Vigia.Model.Labels;
using Vigia.Server.Access;
using Vigia.Server.Notifications.History;
using Vigia.Server.Notifications.Matching;

namespace Vigia.Server.Notifications.Api;

/// <summary>What the console and the command line ask beyond Alertmanager's API: explanations, history, acknowledgements, test notices.</summary>
internal static class AlertConsoleExtensions
{
    private static readonly string[] Get = [HttpMethods.Get];
    private static readonly string[] Post = [HttpMethods.Post];
    private static readonly string[] Delete = [HttpMethods.Delete];

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase), new LabelSetConverter() },
    };

    public static void MapAlertConsoleApi(this WebApplication app)
    {
        IAlertService service = app.Services.GetRequiredService<IAlertService>();
        TimeProvider time = app.Services.GetRequiredService<TimeProvider>();
        app.MapMethods("/ui/api/alerts/explain", Get, AlertmanagerApiExtensions.Of(context => WriteAsync(context, service.Explain(Labels(context))))).RequireScope(AccessScopes.ReadMetrics);
        app.MapMethods("/ui/api/alerts/history", Get, AlertmanagerApiExtensions.Of(context => HistoryAsync(context, service))).RequireScope(AccessScopes.ReadMetrics);
        app.MapMethods("/ui/api/alerts/receivers", Get, AlertmanagerApiExtensions.Of(context => WriteAsync(context, service.Receivers()))).RequireScope(AccessScopes.ReadMetrics);
        app.MapMethods("/ui/api/alerts/acknowledgements", Get, AlertmanagerApiExtensions.Of(context => WriteAsync(context, service.Acknowledgements()))).RequireScope(AccessScopes.ReadMetrics);
        app.MapMethods("/ui/api/alerts/acknowledgements", Post, AlertmanagerApiExtensions.Of(context => AcknowledgeAsync(context, service, time))).RequireScope(AccessScopes.WriteAlerts);
        app.MapMethods("/ui/api/alerts/acknowledgements/{fingerprint}", Delete, AlertmanagerApiExtensions.Of(context => UnacknowledgeAsync(context, service))).RequireScope(AccessScopes.WriteAlerts);
        app.MapMethods("/ui/api/alerts/receivers/{receiver}/test", Post, AlertmanagerApiExtensions.Of(context => TestAsync(context, service))).RequireScope(AccessScopes.WriteAlerts);
    }

    private static async Task WriteAsync<T>(HttpContext context, T value)
    {
        context.Response.ContentType = "application/json";
        await JsonSerializer.SerializeAsync(context.Response.Body, value, Options, context.RequestAborted);
    }

    /// <summary><c>labels={a="b",c="d"}</c>: matchers of equality only.</summary>
    private static LabelSet Labels(HttpContext context)
    {
        IReadOnlyList<LabelMatcher> matchers = MatcherText.ParseMany(context.Request.Query["labels"].ToString());
        if (matchers.Count == 0 || matchers.Any(static matcher => matcher.Kind != MatchKind.Equal) || matchers.DistinctBy(static matcher => matcher.Name).Count() < matchers.Count)
        {
            throw new AlertmanagerApiException(StatusCodes.Status400BadRequest, "labels: all labels of one alert, such as {alertname=\"QueueSize\",severity=\"warning\"}");
        }

        return LabelSet.From(matchers.Select(static matcher => new Label(matcher.Name, matcher.Value)));
    }

    private static Task HistoryAsync(HttpContext context, IAlertService service)
    {
        IQueryCollection query = context.Request.Query;
        IReadOnlyList<HistoryEntry> entries = service.History(new HistoryQuery
        {
            From = HistoryText.Time(query["from"]),
            To = HistoryText.Time(query["to"]),
            Kinds = [.. query["kind"].Select(static text => HistoryText.Kind(text ?? ""))],
            Fingerprint = HistoryText.NullIfEmpty(query["fingerprint"]),
            Receiver = HistoryText.NullIfEmpty(query["receiver"]),
            Text = HistoryText.NullIfEmpty(query["text"]),
            Before = HistoryText.Number(query["before"]),
            Limit = (int)(HistoryText.Number(query["limit"]) ?? 100),
        });
        if (query["format"].ToString() != "csv")
        {
            return WriteAsync(context, entries);
        }

        context.Response.ContentType = "text/csv; charset=utf-8";
        return context.Response.WriteAsync(HistoryText.Csv(entries), context.RequestAborted);
    }

    private static async Task AcknowledgeAsync(HttpContext context, IAlertService service, TimeProvider time)
    {
        AcknowledgementRequest request = await JsonSerializer.DeserializeAsync<AcknowledgementRequest>(context.Request.Body, Options, context.RequestAborted)
            ?? throw new JsonException("the body must be an object");
        string by = context.Caller()?.Name ?? request.By ?? "";
        if (!service.Acknowledge(request.Fingerprint ?? "", by, request.Note ?? "", request.Until ?? time.GetUtcNow() + TimeSpan.FromHours(8)))
        {
            throw new AlertmanagerApiException(StatusCodes.Status404NotFound, "no alert with this fingerprint fires, or until lies in the past");
        }
    }

    private static Task UnacknowledgeAsync(HttpContext context, IAlertService service) =>
        service.Unacknowledge(context.Request.RouteValues["fingerprint"] as string ?? "", context.Caller()?.Name ?? "")
            ? Task.CompletedTask
            : throw new AlertmanagerApiException(StatusCodes.Status404NotFound, "there is no such acknowledgement");

    private static async Task TestAsync(HttpContext context, IAlertService service)
    {
        string receiver = context.Request.RouteValues["receiver"] as string ?? "";
        IReadOnlyList<TestAnswer> answers = await service.TestAsync(receiver, context.Caller()?.Name ?? "", context.RequestAborted)
            ?? throw new AlertmanagerApiException(StatusCodes.Status404NotFound, $"there is no receiver {receiver}");
        await WriteAsync(context, answers);
    }
}
