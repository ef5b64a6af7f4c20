using Vigia.Server.Configuration.Model;

namespace Vigia.Server.Notifications.Configuration.Model;

/// <summary>One of <c>slack_configs</c>: an incoming webhook.</summary>
internal sealed record SlackConfiguration : IntegrationConfiguration
{
    public override string Kind => "slack";

    public required SecretText ApiUrl { get; init; }

    public required HttpClientConfiguration Client { get; init; }

    /// <summary>The texts by their keys: channel, username, color, title, text and so on; all are templates.</summary>
    public required IReadOnlyDictionary<string, string> Texts { get; init; }

    public bool ShortFields { get; init; }

    public bool LinkNames { get; init; }

    public IReadOnlyList<string> MarkdownIn { get; init; } = [];

    public IReadOnlyList<SlackField> Fields { get; init; } = [];

    public IReadOnlyList<SlackAction> Actions { get; init; } = [];

    public override IEnumerable<(string Key, string Text)> TemplateTexts =>
    [
        .. Texts.Select(static text => (text.Key, text.Value)), .. Fields.SelectMany(static item => new[] { ("title", item.Title), ("value", item.Value) }),
        .. Actions.SelectMany(static action => action.Texts.Select(static text => (text.Key, text.Value))),
    ];
}
