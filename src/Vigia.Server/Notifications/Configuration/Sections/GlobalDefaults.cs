using Vigia.Server.Configuration.Model;
using Vigia.Server.Configuration.Reading;
using Vigia.Server.Configuration.Sections;

namespace Vigia.Server.Notifications.Configuration.Sections;

/// <summary>What <c>global</c> says: receivers take from it what they do not say.</summary>
internal sealed record GlobalDefaults
{
    private static readonly string[] UpstreamOnly =
    [
        "opsgenie_api_key", "opsgenie_api_key_file", "opsgenie_api_url", "victorops_api_key", "victorops_api_key_file", "victorops_api_url", "telegram_api_url",
        "telegram_bot_token", "telegram_bot_token_file", "webex_api_url", "wechat_api_url", "wechat_api_secret", "wechat_api_secret_file", "wechat_api_corp_id", "rocketchat_api_url",
        "rocketchat_token", "rocketchat_token_file", "rocketchat_token_id", "rocketchat_token_id_file", "jira_api_url", "mattermost_webhook_url", "mattermost_webhook_url_file",
        "slack_app_token", "slack_app_token_file", "slack_app_url",
    ];

    public TimeSpan ResolveTimeout { get; init; } = TimeSpan.FromMinutes(5);

    public HttpClientConfiguration Client { get; init; } = new();

    public SecretText? SlackUrl { get; init; }

    public Uri PagerDutyUrl { get; init; } = new("https://events.pagerduty.com/v2/enqueue");

    public string? SmtpFrom { get; init; }

    public string? SmtpSmarthost { get; init; }

    public string SmtpHello { get; init; } = "localhost";

    public string SmtpUserName { get; init; } = "";

    public SecretText? SmtpPassword { get; init; }

    public SecretText? SmtpSecret { get; init; }

    public string SmtpIdentity { get; init; } = "";

    public bool SmtpRequireTls { get; init; } = true;

    public TlsConfiguration SmtpTls { get; init; } = new();

    public static GlobalDefaults Read(MappingReader? section)
    {
        var defaults = new GlobalDefaults();
        if (section is null)
        {
            return defaults;
        }

        MappingReader? client = section.Mapping("http_config");
        MappingReader? tls = section.Mapping("smtp_tls_config");
        var global = new GlobalDefaults
        {
            ResolveTimeout = section.Duration("resolve_timeout") ?? defaults.ResolveTimeout,
            Client = ReadClient(client) ?? defaults.Client,
            SlackUrl = section.Secret("slack_api_url", "slack_api_url_file"),
            PagerDutyUrl = section.Address("pagerduty_url") ?? defaults.PagerDutyUrl,
            SmtpFrom = section.Text("smtp_from"),
            SmtpSmarthost = section.Text("smtp_smarthost"),
            SmtpHello = section.Text("smtp_hello", defaults.SmtpHello),
            SmtpUserName = section.Text("smtp_auth_username", ""),
            SmtpPassword = section.Secret("smtp_auth_password", "smtp_auth_password_file"),
            SmtpSecret = section.Secret("smtp_auth_secret", "smtp_auth_secret_file"),
            SmtpIdentity = section.Text("smtp_auth_identity", ""),
            SmtpRequireTls = section.Boolean("smtp_require_tls") ?? true,
            SmtpTls = tls is null ? new TlsConfiguration() : HttpClientSection.Tls(section, "smtp_tls_config"),
        };
        section.WithoutEffect("smtp_force_implicit_tls");
        section.WithoutEffect(UpstreamOnly);
        section.Finish("global");
        return global;
    }

    /// <summary>An <c>http_config</c>; null where there is none.</summary>
    public static HttpClientConfiguration? ReadClient(MappingReader? section)
    {
        if (section is null)
        {
            return null;
        }

        HttpClientConfiguration client = HttpClientSection.Read(section);
        section.Finish("http_config");
        return client;
    }
}
