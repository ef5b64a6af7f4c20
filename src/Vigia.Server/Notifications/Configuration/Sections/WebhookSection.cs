using Vigia.Server.Configuration.Model;
using Vigia.Server.Configuration.Reading;
using Vigia.Server.Notifications.Configuration.Model;

namespace Vigia.Server.Notifications.Configuration.Sections;

/// <summary>Reads one of <c>webhook_configs</c>.</summary>
internal static class WebhookSection
{
    public static WebhookConfiguration? Read(MappingReader section, GlobalDefaults global)
    {
        SecretText? url = section.Secret("url", "url_file");
        var webhook = url is null ? null : new WebhookConfiguration
        {
            SendResolved = section.Boolean("send_resolved") ?? true,
            Url = url,
            Client = GlobalDefaults.ReadClient(section.Mapping("http_config")) ?? global.Client,
            MaxAlerts = (int)(section.Count("max_alerts") ?? 0),
            Timeout = section.Duration("timeout") ?? TimeSpan.Zero,
        };
        if (webhook is null)
        {
            section.Issues.Error(section.Node, "one of url or url_file must be configured");
            section.ReadElsewhere("send_resolved", "http_config", "max_alerts", "timeout");
        }
        else if (webhook.Url is { Value: { Length: > 0 } text } && !IsAddress(text))
        {
            section.Error("url", "url: not an absolute http or https address");
        }

        section.WithoutEffect("payload");
        section.Finish("webhook_configs");
        return webhook;
    }

    public static bool IsAddress(string text) => Uri.TryCreate(text, UriKind.Absolute, out Uri? address) && address.Scheme is "http" or "https" && address.Host.Length > 0;
}
