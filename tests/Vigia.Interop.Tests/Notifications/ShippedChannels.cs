using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Hosting;
using Vigia.Testing;
using Vigia.Testing.Notifications;

namespace Vigia.Interop.Tests.Notifications;

/// <summary>
/// The shipped <c>alertmanager.yml</c> with the marks before its four channels taken away, and addresses and secrets of real other sides filled in:
/// a mail server with TLS and a password, HTTPS servers that refuse what Slack's and PagerDuty's descriptions do not allow, and a webhook's.
/// </summary>
internal sealed partial class ShippedChannels : IAsyncDisposable
{
    public const string RoutingKey = "0123456789abcdef0123456789abcdef";
    public const string Password = "s3cret";

    private readonly X509Certificate2 _certificate;

    private ShippedChannels(X509Certificate2 certificate, SmtpSink smtp, HttpReceiver slack, HttpReceiver pagerDuty, HttpReceiver webhook, string configuration)
    {
        _certificate = certificate;
        (Smtp, Slack, PagerDuty, Webhook, Configuration) = (smtp, slack, pagerDuty, webhook, configuration);
    }

    public SmtpSink Smtp { get; }

    public HttpReceiver Slack { get; }

    public HttpReceiver PagerDuty { get; }

    public HttpReceiver Webhook { get; }

    /// <summary>The <c>alertmanager.yml</c>.</summary>
    public string Configuration { get; }

    /// <param name="folder">Where mails, certificates and secrets go.</param>
    public static async Task<ShippedChannels> StartAsync(TemporaryDirectory folder)
    {
        SmtpSink smtp = await SmtpSink.StartAsync(folder, "tls", "auth");
        X509Certificate2 certificate = SelfSigned.Create();
        await File.WriteAllTextAsync(folder["https.pem"], certificate.ExportCertificatePem());
        HttpReceiver slack = await HttpReceiver.StartAsync(listen => listen.UseHttps(certificate));
        HttpReceiver pagerDuty = await HttpReceiver.StartAsync(listen => listen.UseHttps(certificate));
        HttpReceiver webhook = await HttpReceiver.StartAsync(listen => listen.UseHttps(certificate));
        (slack.Answer, pagerDuty.Answer) = (SlackContract.AnswerAsync, PagerDutyContract.AnswerAsync);
        Directory.CreateDirectory(folder["secrets"]);
        foreach ((string name, string secret) in new[] { ("smtp_password", Password), ("slack_url", slack.Address + "services/x"), ("pagerduty_key", RoutingKey), ("webhook_token", "t0ken") })
        {
            await File.WriteAllTextAsync(folder[Path.Combine("secrets", name)], secret + "\n");
        }

        string trust = $"tls_config: {{ ca_file: {folder["https.pem"]} }}";
        string shipped = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "config", "alertmanager.yml"));
        string configuration = Marks().Replace(shipped, "$1$2")
            .Replace("mail.example.com:587", $"localhost:{smtp.Port.ToString(CultureInfo.InvariantCulture)}", StringComparison.Ordinal)
            .Replace("https://hooks.example.com/vigia", webhook.Address + "vigia", StringComparison.Ordinal)
            .Replace("        http_config:\n", $"        http_config:\n          {trust}\n", StringComparison.Ordinal)
            .Replace(
                "resolve_timeout: 5m",
                $"resolve_timeout: 5m\n  pagerduty_url: {pagerDuty.Address}v2/enqueue\n  http_config: {{ {trust} }}\n  smtp_tls_config: {{ ca_file: {smtp.CertificatePath} }}",
                StringComparison.Ordinal)
            .Replace("secrets/", folder["secrets"] + "/", StringComparison.Ordinal)
            .Replace("vigia@example.com\n  smtp_auth_password", "vigia\n  smtp_auth_password", StringComparison.Ordinal);
        return new ShippedChannels(certificate, smtp, slack, pagerDuty, webhook, configuration);
    }

    public async ValueTask DisposeAsync()
    {
        await Smtp.DisposeAsync();
        await Slack.DisposeAsync();
        await PagerDuty.DisposeAsync();
        await Webhook.DisposeAsync();
        _certificate.Dispose();
    }

    // A mark before a key or an element of a list, with what is in it; prose begins with a capital letter or an apostrophe.
    [GeneratedRegex("^( +)# ((?:- |  )*[a-z_]+:.*)$", RegexOptions.Multiline)]
    private static partial Regex Marks();
}
