using Vigia.Server.Configuration.Model;

namespace Vigia.Server.Notifications.Configuration.Model;

/// <summary>One of <c>webhook_configs</c>.</summary>
internal sealed record WebhookConfiguration : IntegrationConfiguration
{
    public override string Kind => "webhook";

    public required SecretText Url { get; init; }

    public required HttpClientConfiguration Client { get; init; }

    /// <summary>Alerts in one notice; 0 is no bound.</summary>
    public int MaxAlerts { get; init; }

    public override IEnumerable<(string Key, string Text)> TemplateTexts => [];
}
