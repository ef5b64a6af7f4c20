using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace Vigia.Testing.Notifications;

/// <summary>Answers as a Slack incoming webhook does, and refuses what its documentation does not allow.</summary>
/// <remarks>https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks and .../legacy-message-attachments.</remarks>
public static partial class SlackContract
{
    /// <summary>For <see cref="HttpReceiver.Answer"/>.</summary>
    public static async Task AnswerAsync(ReceivedRequest request, HttpContext context)
    {
        string? problem = request.Headers.GetValueOrDefault("Content-Type") is "application/json" ? Check(request.Json) : "content type";
        context.Response.StatusCode = problem is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest;
        await context.Response.WriteAsync(problem is null ? "ok" : "invalid_payload: " + problem);
    }

    /// <summary>What is wrong with a message; null where nothing is.</summary>
    public static string? Check(JsonElement message)
    {
        var contract = new JsonContract();
        if (!contract.IsObject(message, "message", "channel", "username", "icon_emoji", "icon_url", "link_names", "text", "attachments"))
        {
            return contract.Problem;
        }

        foreach (string name in new[] { "channel", "username", "icon_emoji", "text" })
        {
            contract.Text(message, name, "message");
        }

        IReadOnlyList<JsonElement> attachments = contract.List(message, "attachments", "message");
        contract.Require(attachments.Count is > 0 and <= 100 || message.TryGetProperty("text", out _), "no_text");
        foreach (JsonElement attachment in attachments)
        {
            CheckAttachment(contract, attachment);
        }

        return contract.Problem;
    }

    private static void CheckAttachment(JsonContract contract, JsonElement attachment)
    {
        const string Where = "attachment";
        if (!contract.IsObject(
            attachment, Where, "title", "title_link", "pretext", "text", "fallback", "callback_id", "color", "image_url", "thumb_url", "footer", "mrkdwn_in", "fields", "actions"))
        {
            return;
        }

        foreach (string name in new[] { "title", "pretext", "text", "callback_id", "footer" })
        {
            contract.Text(attachment, name, Where);
        }

        contract.Text(attachment, "fallback", Where, isRequired: true);
        contract.Address(attachment, "title_link", Where);
        string color = contract.Text(attachment, "color", Where);
        contract.Require(color is "" or "good" or "warning" or "danger" || Color().IsMatch(color), $"color {color}");
        foreach (JsonElement name in contract.List(attachment, "mrkdwn_in", Where))
        {
            contract.Require(name.GetString() is "pretext" or "text" or "fields" or "fallback", $"mrkdwn_in {name}");
        }

        foreach (JsonElement field in contract.List(attachment, "fields", Where))
        {
            if (contract.IsObject(field, "field", "title", "value", "short"))
            {
                contract.Text(field, "title", "field", isRequired: true);
                contract.Text(field, "value", "field", isRequired: true);
            }
        }

        foreach (JsonElement action in contract.List(attachment, "actions", Where))
        {
            if (contract.IsObject(action, "action", "type", "text", "url", "style", "name", "value", "confirm"))
            {
                contract.Require(contract.Text(action, "type", "action", isRequired: true) is "button" or "", "action.type");
                contract.Text(action, "text", "action", isRequired: true);
            }
        }
    }

    [GeneratedRegex("^#[0-9a-fA-F]{6}$")]
    private static partial Regex Color();
}
