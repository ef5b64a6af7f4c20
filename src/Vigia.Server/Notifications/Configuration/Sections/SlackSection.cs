using Vigia.Server.Configuration.Model;
using Vigia.Server.Configuration.Reading;
using Vigia.Server.Notifications.Configuration.Model;

namespace Vigia.Server.Notifications.Configuration.Sections;

/// <summary>Reads one of <c>slack_configs</c>.</summary>
internal static class SlackSection
{
    private static readonly (string, string)[] Texts =
    [
        ("channel", ""), ("username", Call("username")), ("color", "{{ if eq .Status \"firing\" }}danger{{ else }}good{{ end }}"), ("title", Call("title")), ("title_link", Call("titlelink")), ("pretext", Call("pretext")),
        ("text", Call("text")), ("fallback", Call("fallback")), ("callback_id", Call("callbackid")), ("footer", Call("footer")), ("icon_emoji", Call("iconemoji")),
        ("icon_url", Call("iconurl")), ("image_url", ""), ("thumb_url", ""),
    ];

    private static readonly (string, string)[] ActionTexts = [("type", ""), ("text", ""), ("url", ""), ("style", ""), ("name", ""), ("value", "")];
    private static readonly (string, string)[] ConfirmTexts = [("text", ""), ("title", ""), ("ok_text", ""), ("dismiss_text", "")];

    public static SlackConfiguration? Read(MappingReader section, GlobalDefaults global)
    {
        SecretText? url = section.Secret("api_url", "api_url_file") ?? global.SlackUrl;
        if (url is null)
        {
            section.Issues.Error(section.Node, "no global Slack API URL set either inline or in a file");
        }
        else if (url is { Value: { Length: > 0 } text } && !WebhookSection.IsAddress(text))
        {
            section.Issues.Error(section.Node, "api_url: not an absolute http or https address");
        }

        bool shortFields = section.Boolean("short_fields") ?? false;
        var slack = new SlackConfiguration
        {
            SendResolved = section.Boolean("send_resolved") ?? false,
            ApiUrl = url ?? new SecretText("", null),
            Client = GlobalDefaults.ReadClient(section.Mapping("http_config")) ?? global.Client,
            Texts = section.TextsOf(Texts),
            ShortFields = shortFields,
            LinkNames = section.Boolean("link_names") ?? false,
            MarkdownIn = section.Find("mrkdwn_in") is null ? ["fallback", "pretext", "text"] : section.Texts("mrkdwn_in"),
            Fields = [.. section.Mappings("fields").Select(Field)],
            Actions = [.. section.Mappings("actions").Select(Action)],
            Timeout = section.Duration("timeout") ?? TimeSpan.Zero,
        };
        section.WithoutEffect("app_token", "app_token_file", "app_url", "update_message", "message_text");
        section.Finish("slack_configs");
        return url is null ? null : slack;
    }

    private static SlackField Field(MappingReader section)
    {
        var field = new SlackField(section.Text("title", ""), section.Text("value", ""), section.Boolean("short"));
        section.Finish("fields");
        if (field.Title.Length == 0 || field.Value.Length == 0)
        {
            section.Issues.Error(section.Node, "missing title or value in Slack field configuration");
        }

        return field;
    }

    private static SlackAction Action(MappingReader section)
    {
        Dictionary<string, string> texts = section.TextsOf(ActionTexts);
        MappingReader? confirm = section.Mapping("confirm");
        Dictionary<string, string>? confirmTexts = confirm?.TextsOf(ConfirmTexts);
        confirm?.Finish("confirm");
        section.Finish("actions");
        string? wrong = texts["type"].Length == 0 ? "missing type in Slack action configuration"
            : texts["text"].Length == 0 ? "missing text in Slack action configuration"
            : texts["url"].Length == 0 && texts["name"].Length == 0 ? "missing name or url in Slack action configuration"
            : null;
        if (wrong is not null)
        {
            section.Issues.Error(section.Node, wrong);
        }

        return new SlackAction(texts, confirmTexts);
    }

    private static string Call(string part) => $"{{{{ template \"slack.default.{part}\" . }}}}";
}
