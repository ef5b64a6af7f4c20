using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Text;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;
using MimeKit.Utils;
using Vigia.Server.Alerting.Templates;
using Vigia.Server.HttpClients;
using Vigia.Server.Notifications.Configuration.Model;
using Vigia.Server.Notifications.Delivery;
using Vigia.Server.Notifications.Dispatch;
using Vigia.Server.Notifications.Plots;
using Vigia.Server.Notifications.Templates;

namespace Vigia.Server.Notifications.Notifiers;

/// <summary>
/// Sends HTML and text by SMTP. The mails of a group refer to one message id, so that readers show them as one thread; a mail that is sent again
/// has the same id. HTML carries a plot of the expression where there is one to draw. Port 465 is implicit TLS, as RFC 8314 has it; elsewhere STARTTLS, without which nothing is sent where <c>require_tls</c> holds.
/// </summary>
internal sealed class EmailNotifier(EmailConfiguration configuration, TemplateSet templates, OutboundGuard guard, AlertPlots plots) : INotifier
{
    private const int ImplicitTlsPort = 465;
    private const int MaxSubject = 500;

    public async Task<SendResult> SendAsync(Notice notice, CancellationToken cancellationToken)
    {
        MimeMessage message;
        var texts = new NoticeTexts(templates, notice, cancellationToken);
        try
        {
            message = Message(notice, texts, configuration.Html.Length == 0 ? null : await plots.DrawAsync(notice.Data, cancellationToken));
        }
        catch (Exception exception) when (exception is TemplateException or ParseException or FormatException or ArgumentException)
        {
            return new SendResult(SendOutcome.Failed, exception is TemplateException ? "template" : "configuration", exception.Message);
        }

        using (message)
        {
            try
            {
                return texts.Note(new SendResult(SendOutcome.Sent, "ok", await DeliverAsync(message, cancellationToken)));
            }
            catch (SmtpCommandException exception)
            {
                // 4xx is for now, 5xx for good (RFC 5321, 4.2.1).
                bool isForNow = (int)exception.StatusCode is >= 400 and < 500;
                return new SendResult(isForNow ? SendOutcome.Retry : SendOutcome.Failed, "status", $"{((int)exception.StatusCode).ToString(CultureInfo.InvariantCulture)} {exception.Message}");
            }
            catch (MailKit.Security.AuthenticationException exception)
            {
                return new SendResult(SendOutcome.Failed, "status", "authentication: " + exception.Message);
            }
            catch (NotSupportedException exception)
            {
                return new SendResult(SendOutcome.Failed, "configuration", $"{exception.Message} (require_tls)");
            }
            catch (Exception exception) when (exception is IOException or SocketException or SslHandshakeException or ProtocolException or HttpRequestException or ServiceNotConnectedException or UnauthorizedAccessException)
            {
                return new SendResult(SendOutcome.Retry, "network", exception.Message);
            }
        }
    }

    public void Dispose()
    {
    }

    private async Task<string> DeliverAsync(MimeMessage message, CancellationToken cancellationToken)
    {
        using var client = new SmtpClient { LocalDomain = configuration.Hello, CheckCertificateRevocation = false };
        var trust = new ServerTrust(configuration.Tls);
        client.ServerCertificateValidationCallback = (sender, certificate, chain, errors) => trust.Accepts(sender!, certificate, chain, errors);
        SecureSocketOptions security = configuration.Port == ImplicitTlsPort ? SecureSocketOptions.SslOnConnect
            : configuration.RequireTls ? SecureSocketOptions.StartTls
            : SecureSocketOptions.StartTlsWhenAvailable;
        Socket socket = await guard.ConnectAsync(configuration.Host, configuration.Port, cancellationToken);
        await client.ConnectAsync(socket, configuration.Host, configuration.Port, security, cancellationToken);
        await AuthenticateAsync(client, cancellationToken);
        string answer = await client.SendAsync(message, cancellationToken);
        await client.DisconnectAsync(quit: true, cancellationToken);
        return answer;
    }

    private async Task AuthenticateAsync(SmtpClient client, CancellationToken cancellationToken)
    {
        if (configuration.UserName.Length == 0)
        {
            return;
        }

        string password = configuration.Password is null ? "" : await configuration.Password.ReadAsync(cancellationToken);
        if (configuration.Secret is not null && client.AuthenticationMechanisms.Contains("CRAM-MD5"))
        {
            await client.AuthenticateAsync(new SaslMechanismCramMd5(configuration.UserName, await configuration.Secret.ReadAsync(cancellationToken)), cancellationToken);
            return;
        }

        // Never a password in the clear, whatever the server offers.
        if (!client.IsSecure && configuration.Host is not ("localhost" or "127.0.0.1" or "::1"))
        {
            throw new NotSupportedException("the server offers no TLS, and a password is not sent without");
        }

        await client.AuthenticateAsync(new System.Net.NetworkCredential(configuration.UserName, password), cancellationToken);
    }

    private MimeMessage Message(Notice notice, NoticeTexts texts, AlertPlot? plot)
    {
        InternetAddressList from = InternetAddressList.Parse(texts.Fill(configuration.From));
        string domain = (from.Mailboxes.FirstOrDefault()?.Domain is { Length: > 0 } own ? own : "vigia.local").Trim();
        string thread = $"vigia-{notice.GroupHash[..32]}@{domain}";
        var message = new MimeMessage { Date = notice.At, MessageId = $"{Unique(notice)}@{domain}", InReplyTo = thread };
        message.References.Add(thread);
        message.From.AddRange(from);
        message.To.AddRange(InternetAddressList.Parse(texts.Fill(configuration.To)));
        message.Subject = texts.Show("{{ template \"email.default.subject\" . }}", MaxSubject).ReplaceLineEndings(" ");
        foreach ((string name, string value) in configuration.Headers)
        {
            SetHeader(message, name, texts.Fill(value).ReplaceLineEndings(" "));
        }

        string html = configuration.Html.Length == 0 ? "" : texts.Show(configuration.Html, isHtml: true);
        string plain = configuration.Text.Length == 0 ? "" : texts.Show(configuration.Text);
        message.Body = (plain.Length, html.Length) switch
        {
            ( > 0, > 0) => new MultipartAlternative(new TextPart("plain") { Text = plain }, Html(html, plot, domain)),
            (0, > 0) => Html(html, plot, domain),
            _ => new TextPart("plain") { Text = plain },
        };
        return message;
    }

    // The picture is within the mail: readers do not fetch others, and the monitor need not be reachable for them.
    private static MimeEntity Html(string html, AlertPlot? plot, string domain)
    {
        if (plot is null)
        {
            return new TextPart("html") { Text = html };
        }

        var image = new MimePart("image", "png")
        {
            Content = new MimeContent(new MemoryStream(plot.Png)),
            ContentId = MimeUtils.GenerateMessageId(domain),
            ContentDisposition = new ContentDisposition(ContentDisposition.Inline) { FileName = "plot.png" },
            ContentTransferEncoding = ContentEncoding.Base64,
        };
        string tag = string.Create(CultureInfo.InvariantCulture,
            $"""<p><img src="cid:{image.ContentId}" width="{AlertPlot.Width}" height="{AlertPlot.Height}" alt="{System.Net.WebUtility.HtmlEncode(plot.Description)}" style="max-width:100%;height:auto;border-radius:6px"></p>""");
        int end = html.LastIndexOf("</body>", StringComparison.OrdinalIgnoreCase);
        return new MultipartRelated { new TextPart("html") { Text = end < 0 ? html + tag : html.Insert(end, tag) }, image };
    }

    private static void SetHeader(MimeMessage message, string name, string value)
    {
        switch (name.ToUpperInvariant())
        {
            case "SUBJECT":
                message.Subject = value;
                break;
            case "TO":
                message.To.Clear();
                message.To.AddRange(InternetAddressList.Parse(value));
                break;
            case "FROM":
                message.From.Clear();
                message.From.AddRange(InternetAddressList.Parse(value));
                break;
            default:
                message.Headers[name] = value;
                break;
        }
    }

    private static string Unique(Notice notice)
    {
        string text = string.Create(CultureInfo.InvariantCulture, $"{notice.GroupKey}\n{notice.Data.Receiver}\n{notice.At.UtcTicks}");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));
    }
}
