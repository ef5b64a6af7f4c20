using Vigia.Server.Configuration.Model;

namespace Vigia.Server.Notifications.Configuration.Model;

/// <summary>One of <c>pagerduty_configs</c>, by the Events API v2.</summary>
internal sealed record PagerDutyConfiguration : IntegrationConfiguration
{
    public override string Kind => "pagerduty";

    public required SecretText RoutingKey { get; init; }

    public required Uri Url { get; init; }

    public required HttpClientConfiguration Client { get; init; }

    /// <summary>The texts by their keys: description, client, client_url, severity, class, component, group, source; all are templates.</summary>
    public required IReadOnlyDictionary<string, string> Texts { get; init; }

    /// <summary><c>custom_details</c>; templates.</summary>
    public required IReadOnlyDictionary<string, string> Details { get; init; }

    public IReadOnlyList<IReadOnlyDictionary<string, string>> Links { get; init; } = [];

    public IReadOnlyList<IReadOnlyDictionary<string, string>> Images { get; init; } = [];

    public override IEnumerable<(string Key, string Text)> TemplateTexts =>
    [
        .. Texts.Select(static text => (text.Key, text.Value)), .. Details.Select(static detail => ("details", detail.Value)),
        .. Links.Concat(Images).SelectMany(static item => item.Select(static text => (text.Key, text.Value))),
    ];
}
