using System.Globalization;
using System.Net.Http.Json;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using MimeKit;
using Vigia.Testing;
using Vigia.Testing.Notifications;
using Xunit;

namespace Vigia.Interop.Tests.Notifications;

/// <summary>Mails to a real SMTP server.</summary>
public sealed class EmailTests
{
    [Fact]
    public async Task Mail_OverStartTls_HasTextAndHtmlAndOneThreadForEachGroup()
    {
        using var folder = new TemporaryDirectory();
        await using SmtpSink smtp = await SmtpSink.StartAsync(folder, "tls", "auth");
        await using NotifyingMonitor monitor = await NotifyingMonitor.StartAsync(Config(smtp, "s3cret"), "language: pt-BR\n");
        await PostAsync(monitor, ("Alta", "<b>fila</b> & tal", true), ("Outra", "x", true));
        MimeMessage[] first = [await smtp.MailAsync(1), await smtp.MailAsync(2)];
        await PostAsync(monitor, ("Alta", "<b>fila</b> & tal", false));
        MimeMessage resolved = await smtp.MailAsync(3);
        MimeMessage firing = Assert.Single(first, static mail => mail.Subject!.Contains("Alta", StringComparison.Ordinal));
        MimeMessage other = Assert.Single(first, static mail => mail.Subject!.Contains("Outra", StringComparison.Ordinal));
        Assert.StartsWith("[DISPARADO: 1] Alta", firing.Subject, StringComparison.Ordinal);
        Assert.StartsWith("[RESOLVIDO] Alta", resolved.Subject, StringComparison.Ordinal);
        Assert.Equal(["ana@example.com", "rui@example.com"], firing.To.Mailboxes.Select(static box => box.Address));
        Assert.Equal("lab", firing.Headers["X-Site"]);
        Assert.Contains("<b>fila</b> & tal", firing.TextBody, StringComparison.Ordinal);
        Assert.Contains("&lt;b&gt;fila&lt;/b&gt; &amp; tal", firing.HtmlBody, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>fila</b>", firing.HtmlBody, StringComparison.Ordinal);
        Assert.Equal(firing.References[0], resolved.References[0]);
        Assert.NotEqual(firing.References[0], other.References[0]);
        Assert.NotEqual(firing.MessageId, resolved.MessageId);
        Assert.True(smtp.IsEncrypted(1) && smtp.IsEncrypted(3));
    }

    [Theory]
    [InlineData("wrong password", "tls auth", "wrong", "authentication")]
    [InlineData("no TLS", "auth", "s3cret", "require_tls")]
    [InlineData("a certificate that nobody trusts", "tls-untrusted auth", "s3cret", "certificate")]
    public async Task Mail_ServerThatIsNotRight_IsNotSentAndSaysWhy(string what, string kind, string password, string expected)
    {
        using var folder = new TemporaryDirectory();
        await using SmtpSink smtp = await SmtpSink.StartAsync(folder, kind.Split(' '));
        await using NotifyingMonitor monitor = await NotifyingMonitor.StartAsync(Config(smtp, password));
        using HttpResponseMessage answer = await monitor.Client.PostAsync(new Uri("ui/api/alerts/receivers/mail/test", UriKind.Relative), null);
        string text = await answer.Content.ReadAsStringAsync();
        Assert.True(text.Contains(expected, StringComparison.OrdinalIgnoreCase), $"{what}: {text}");
        Assert.DoesNotContain(password, text, StringComparison.Ordinal);
        Assert.Equal(0, smtp.Count);
    }

    [Fact]
    public async Task Mail_ServerBusy_IsTriedAgain()
    {
        using var folder = new TemporaryDirectory();
        await using SmtpSink smtp = await SmtpSink.StartAsync(folder, "tls", "auth", "busy");
        await using NotifyingMonitor monitor = await NotifyingMonitor.StartAsync(Config(smtp, "s3cret"));
        await PostAsync(monitor, ("Alta", "x", true));
        Assert.Contains("Alta", (await smtp.MailAsync(1)).Subject, StringComparison.Ordinal);
        using JsonDocument history = JsonDocument.Parse(await monitor.Client.GetStringAsync(new Uri("ui/api/alerts/history?kind=notificationFailed", UriKind.Relative)));
        Assert.Equal(2, history.RootElement.GetArrayLength());
        Assert.All(history.RootElement.EnumerateArray(), static entry => Assert.StartsWith("451", entry.GetProperty("detail").GetString(), StringComparison.Ordinal));
        Assert.Equal(1, smtp.Count);
    }

    private static string Config(SmtpSink smtp, string password) => $$"""
        global:
          smtp_smarthost: localhost:{{smtp.Port.ToString(CultureInfo.InvariantCulture)}}
          smtp_from: Vigia <vigia@example.com>
          smtp_auth_username: vigia
          smtp_auth_password: {{password}}
          smtp_tls_config: { ca_file: {{smtp.CertificatePath}} }
        route: { receiver: mail, group_by: [alertname], group_wait: 0s, group_interval: 1s }
        receivers:
          - name: mail
            email_configs:
              - to: 'ana@example.com, rui@example.com'
                send_resolved: true
                headers: { X-Site: lab }
        """;

    private static async Task PostAsync(NotifyingMonitor monitor, params (string Name, string Summary, bool IsFiring)[] alerts)
    {
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using HttpResponseMessage answer = await monitor.Client.PostAsJsonAsync(
            new Uri("api/v2/alerts", UriKind.Relative),
            alerts.Select(alert => new
            {
                labels = new { alertname = alert.Name },
                annotations = new { summary = alert.Summary },
                startsAt = now.AddMinutes(-1),
                endsAt = alert.IsFiring ? now.AddHours(1) : now,
            }));
        answer.EnsureSuccessStatusCode();
    }
}
