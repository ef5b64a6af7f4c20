using System.Text.Json;
using System.Text.Json.Nodes;
using Vigia.Server.Alerting.Templates;
using Vigia.Server.Notifications.Configuration.Model;
using Vigia.Server.Notifications.Delivery;
using Vigia.Server.Notifications.Dispatch;
using Vigia.Server.Notifications.Templates;

namespace Vigia.Server.Notifications.Notifiers;

/// <summary>Sends events to PagerDuty's Events API v2: one incident per group, opened and resolved by its <c>dedup_key</c>.</summary>
/// <remarks>https://developer.pagerduty.com/docs/events-api-v2/trigger-events/.</remarks>
internal sealed class PagerDutyNotifier(PagerDutyConfiguration configuration, TemplateSet templates, OutboundGuard guard, TimeProvider time) : INotifier
{
    private const int MaxSummary = 1024;
    private const int MaxEvent = 512_000;

    private readonly HttpSender _sender = new(configuration.Client, guard, time);

    public async Task<SendResult> SendAsync(Notice notice, CancellationToken cancellationToken)
    {
        try
        {
            string key = await configuration.RoutingKey.ReadAsync(cancellationToken);
            if (key.Length == 0)
            {
                return new SendResult(SendOutcome.Failed, "configuration", "the routing key is empty");
            }

            var texts = new NoticeTexts(templates, notice, cancellationToken);
            JsonObject message = Message(notice, key, texts);
            byte[] body = JsonSerializer.SerializeToUtf8Bytes(message);
            if (body.Length > MaxEvent)
            {
                // As Alertmanager does: better an incident without details than none.
                message["payload"]!["custom_details"] = new JsonObject { ["error"] = $"Custom details have been removed because the original event exceeds the maximum size of {MaxEvent} bytes" };
                body = JsonSerializer.SerializeToUtf8Bytes(message);
            }

            return texts.Note(await _sender.PostAsync(configuration.Url, body, [], judge: null, cancellationToken));
        }
        catch (TemplateException exception)
        {
            return new SendResult(SendOutcome.Failed, "template", exception.Message);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return new SendResult(SendOutcome.Failed, "configuration", "routing_key_file: " + exception.Message);
        }
    }

    public void Dispose() => _sender.Dispose();

    private JsonObject Message(Notice notice, string key, NoticeTexts texts)
    {
        bool isFiring = notice.Data.IsFiring;
        string summary = texts.Show(configuration.Texts["description"], MaxSummary);
        string source = texts.Fill(configuration.Texts["source"]);
        var payload = new JsonObject
        {
            // Both are required, even of an event that resolves.
            ["summary"] = summary.Length > 0 ? summary : notice.GroupKey,
            ["source"] = source.Length > 0 ? source : "vigia",
            ["severity"] = Severity(texts.Fill(configuration.Texts["severity"])),
            ["timestamp"] = WebhookMessage.Time(notice.Data.Alerts.Min(static alert => alert.Alert.StartsAt)),
            ["custom_details"] = new JsonObject(configuration.Details.Select(detail => KeyValuePair.Create(detail.Key, (JsonNode?)texts.Show(detail.Value)))),
        };
        foreach (string name in new[] { "component", "group", "class" })
        {
            Set(payload, name, texts.Fill(configuration.Texts[name]));
        }

        var message = new JsonObject
        {
            ["routing_key"] = key,
            ["event_action"] = isFiring ? "trigger" : "resolve",
            ["dedup_key"] = notice.GroupHash,
            ["payload"] = payload,
        };
        Set(message, "client", texts.Fill(configuration.Texts["client"]));
        Set(message, "client_url", texts.Fill(configuration.Texts["client_url"]));
        AddItems(message, "links", configuration.Links, "href", texts);
        AddItems(message, "images", configuration.Images, "src", texts);
        return message;
    }

    /// <summary>PagerDuty takes four words only; rules use others too.</summary>
    private static string Severity(string text) => text.Trim().ToLowerInvariant() switch
    {
        "critical" or "page" or "fatal" or "emergency" => "critical",
        "warning" or "warn" => "warning",
        "info" or "information" or "none" => "info",
        _ => "error",
    };

    private static void AddItems(JsonObject message, string key, IReadOnlyList<IReadOnlyDictionary<string, string>> items, string required, NoticeTexts texts)
    {
        var list = new JsonArray();
        foreach (IReadOnlyDictionary<string, string> item in items)
        {
            var json = new JsonObject();
            foreach ((string name, string value) in item)
            {
                Set(json, name, texts.Fill(value));
            }

            if (json.ContainsKey(required))
            {
                list.Add(json);
            }
        }

        if (list.Count > 0)
        {
            message[key] = list;
        }
    }

    private static void Set(JsonObject json, string key, string value)
    {
        if (value.Length > 0)
        {
            json[key] = value;
        }
    }
}
