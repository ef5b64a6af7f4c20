using System.Text.Json;
using System.Text.Json.Nodes;
using Vigia.Server.Alerting.Templates;
using Vigia.Server.Notifications.Configuration.Model;
using Vigia.Server.Notifications.Delivery;
using Vigia.Server.Notifications.Dispatch;
using Vigia.Server.Notifications.Templates;

namespace Vigia.Server.Notifications.Notifiers;

/// <summary>Posts an attachment to a Slack incoming webhook.</summary>
/// <remarks>https://api.slack.com/reference/messaging/attachments.</remarks>
internal sealed class SlackNotifier(SlackConfiguration configuration, TemplateSet templates, OutboundGuard guard, TimeProvider time) : INotifier
{
    private const int MaxTitle = 1024;

    // Slack cuts what is longer itself, but refuses a whole message beyond some size.
    private const int MaxText = 8000;

    private readonly HttpSender _sender = new(configuration.Client, guard, time);

    public async Task<SendResult> SendAsync(Notice notice, CancellationToken cancellationToken)
    {
        byte[] body;
        var texts = new NoticeTexts(templates, notice, cancellationToken);
        try
        {
            body = JsonSerializer.SerializeToUtf8Bytes(Message(texts));
        }
        catch (TemplateException exception)
        {
            return new SendResult(SendOutcome.Failed, "template", exception.Message);
        }

        return texts.Note(await _sender.PostAsync(await HttpSender.AddressAsync(configuration.ApiUrl, cancellationToken), body, [], Judge, cancellationToken));
    }

    public void Dispose() => _sender.Dispose();

    // An incoming webhook answers "ok"; the Web API answers 200 and says in JSON whether it went well.
    private static SendResult? Judge(string body)
    {
        if (!body.TrimStart().StartsWith('{'))
        {
            return null;
        }

        try
        {
            using JsonDocument json = JsonDocument.Parse(body);
            bool isRefused = json.RootElement.TryGetProperty("ok", out JsonElement ok) && ok.ValueKind == JsonValueKind.False;
            return isRefused ? new SendResult(SendOutcome.Failed, "status", body) : null;
        }
        catch (JsonException)
        {
            return new SendResult(SendOutcome.Failed, "status", $"an answer that is neither ok nor JSON: {body}");
        }
    }

    private JsonObject Message(NoticeTexts texts)
    {
        var attachment = new JsonObject();
        Set(attachment, "title", texts.Show(configuration.Texts["title"], MaxTitle));
        foreach (string key in new[] { "pretext", "text", "fallback", "footer" })
        {
            Set(attachment, key, texts.Show(configuration.Texts[key], MaxText));
        }

        foreach (string key in new[] { "title_link", "callback_id", "image_url", "thumb_url", "color" })
        {
            Set(attachment, key, texts.Fill(configuration.Texts[key]));
        }

        attachment["mrkdwn_in"] = new JsonArray([.. configuration.MarkdownIn.Select(static name => (JsonNode)name)]);
        if (configuration.Fields.Count > 0)
        {
            attachment["fields"] = new JsonArray([.. configuration.Fields.Select(item => new JsonObject
            {
                ["title"] = texts.Show(item.Title),
                ["value"] = texts.Show(item.Value),
                ["short"] = item.IsShort ?? configuration.ShortFields,
            })]);
        }

        if (configuration.Actions.Count > 0)
        {
            attachment["actions"] = new JsonArray([.. configuration.Actions.Select(action => Action(action, texts))]);
        }

        var message = new JsonObject { ["attachments"] = new JsonArray(attachment) };
        foreach (string key in new[] { "channel", "username", "icon_emoji", "icon_url" })
        {
            Set(message, key, texts.Fill(configuration.Texts[key]));
        }

        if (configuration.LinkNames)
        {
            message["link_names"] = true;
        }

        return message;
    }

    private static JsonObject Action(SlackAction action, NoticeTexts texts)
    {
        var json = new JsonObject();
        foreach ((string key, string value) in action.Texts)
        {
            Set(json, key, texts.Fill(value));
        }

        if (action.Confirm is not null)
        {
            var confirm = new JsonObject();
            foreach ((string key, string value) in action.Confirm)
            {
                Set(confirm, key, texts.Fill(value));
            }

            json["confirm"] = confirm;
        }

        return json;
    }

    private static void Set(JsonObject json, string key, string value)
    {
        if (value.Length > 0)
        {
            json[key] = value;
        }
    }
}
