using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Vigia.Testing.Notifications;

/// <summary>Answers as PagerDuty's Events API v2 does, and refuses what its documentation does not allow.</summary>
/// <remarks>https://developer.pagerduty.com/docs/send-alert-event.</remarks>
public static class PagerDutyContract
{
    private const int MaxEvent = 512 * 1024;

    /// <summary>For <see cref="HttpReceiver.Answer"/>.</summary>
    public static async Task AnswerAsync(ReceivedRequest request, HttpContext context)
    {
        string? problem = request.Path != "/v2/enqueue" ? "path " + request.Path
            : request.Headers.GetValueOrDefault("Content-Type") is not "application/json" ? "content type"
            : System.Text.Encoding.UTF8.GetByteCount(request.Body) > MaxEvent ? "too large"
            : Check(request.Json);
        context.Response.StatusCode = problem is null ? StatusCodes.Status202Accepted : StatusCodes.Status400BadRequest;
        await context.Response.WriteAsJsonAsync(problem is null
            ? new { status = "success", message = "Event processed", dedup_key = request.Json.GetProperty("dedup_key").GetString() }
            : (object)new { status = "invalid event", message = "Event object is invalid", errors = new[] { problem } });
    }

    /// <summary>What is wrong with an event; null where nothing is.</summary>
    public static string? Check(JsonElement message)
    {
        var contract = new JsonContract();
        if (!contract.IsObject(message, "event", "routing_key", "event_action", "dedup_key", "client", "client_url", "payload", "links", "images"))
        {
            return contract.Problem;
        }

        string key = contract.Text(message, "routing_key", "event", isRequired: true);
        contract.Require(key.Length == 32 && key.All(char.IsAsciiLetterOrDigit), "routing_key is no integration key");
        string action = contract.Text(message, "event_action", "event", isRequired: true);
        contract.Require(action is "trigger" or "acknowledge" or "resolve", $"event_action {action}");
        contract.Text(message, "dedup_key", "event", isRequired: action != "trigger", longest: 255);
        contract.Text(message, "client", "event");
        contract.Address(message, "client_url", "event");
        foreach (JsonElement link in contract.List(message, "links", "event"))
        {
            if (contract.IsObject(link, "link", "href", "text"))
            {
                contract.Address(link, "href", "link", isRequired: true);
            }
        }

        foreach (JsonElement image in contract.List(message, "images", "event"))
        {
            if (contract.IsObject(image, "image", "src", "href", "alt"))
            {
                contract.Address(image, "src", "image", isRequired: true);
            }
        }

        if (message.TryGetProperty("payload", out JsonElement payload))
        {
            CheckPayload(contract, payload);
        }
        else
        {
            contract.Require(action != "trigger", "payload is missing");
        }

        return contract.Problem;
    }

    private static void CheckPayload(JsonContract contract, JsonElement payload)
    {
        const string Where = "payload";
        if (!contract.IsObject(payload, Where, "summary", "source", "severity", "timestamp", "component", "group", "class", "custom_details"))
        {
            return;
        }

        contract.Text(payload, "summary", Where, isRequired: true, longest: 1024);
        contract.Text(payload, "source", Where, isRequired: true);
        string severity = contract.Text(payload, "severity", Where, isRequired: true);
        contract.Require(severity is "critical" or "error" or "warning" or "info", $"severity {severity}");
        string time = contract.Text(payload, "timestamp", Where);
        contract.Require(time.Length == 0 || DateTimeOffset.TryParse(time, CultureInfo.InvariantCulture, DateTimeStyles.None, out _), $"timestamp {time}");
        foreach (string name in new[] { "component", "group", "class" })
        {
            contract.Text(payload, name, Where);
        }

        contract.Require(!payload.TryGetProperty("custom_details", out JsonElement details) || details.ValueKind == JsonValueKind.Object, "custom_details must be an object");
    }
}
