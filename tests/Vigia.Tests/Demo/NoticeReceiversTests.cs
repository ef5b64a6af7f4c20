using System.Net;
using System.Net.Sockets;
using System.Text;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;
using Vigia.Demo.Alerts;
using Vigia.Testing;

namespace Vigia.Tests.Demo;

public sealed class NoticeReceiversTests : IAsyncLifetime
{
    private readonly TemporaryDirectory _folder = new();
    private readonly AlertDiary _diary = new(TimeProvider.System);
    private NoticeReceivers _receivers = null!;

    public async ValueTask InitializeAsync() => _receivers = await NoticeReceivers.StartAsync(_diary, _folder.Path, TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _receivers.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Smtp_Mail_IsKeptAsItWasSent()
    {
        const string Text = "Disparado: ação\r\n.começa com ponto\r\n..com dois\r\n";
        using var mail = new MimeMessage { Subject = "Alta taxa de erros", Body = new TextPart("plain") { Text = Text } };
        mail.From.Add(new MailboxAddress("", "vigia@demo.invalid"));
        mail.To.Add(new MailboxAddress("", "equipe@demo.invalid"));
        mail.Headers[NoticeReceivers.AlertHeader] = "HighErrorRate";
        mail.Headers[NoticeReceivers.StatusHeader] = "firing";
        using var client = new SmtpClient();
        await client.ConnectAsync("127.0.0.1", _receivers.SmtpPort, SecureSocketOptions.None, TestContext.Current.CancellationToken);
        await client.SendAsync(mail, TestContext.Current.CancellationToken);
        await client.DisconnectAsync(quit: true, TestContext.Current.CancellationToken);

        AlertLine line = Assert.Single(_diary.Lines);
        Assert.Equal(("HighErrorRate", "firing", NoticeReceivers.Email), (line.Alert, line.State, Assert.Single(line.Channels)));
        using MimeMessage kept = await MimeMessage.LoadAsync(_folder["e-mail-firing.eml"], TestContext.Current.CancellationToken);
        Assert.Equal(Text, kept.TextBody!.ReplaceLineEndings("\r\n"));
    }

    [Fact]
    public async Task Smtp_EndlessLine_EndsTheConnection()
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, _receivers.SmtpPort, TestContext.Current.CancellationToken);
        await using NetworkStream stream = socket.GetStream();
        byte[] part = Encoding.ASCII.GetBytes(new string('x', 16 * 1024));
        await Assert.ThrowsAsync<IOException>(async () =>
        {
            while (true)
            {
                await stream.WriteAsync(part, TestContext.Current.CancellationToken);
            }
        });
    }

    [Theory]
    [InlineData("/slack", """{"attachments":[{"fallback":"HighErrorRate resolved"}]}""")]
    [InlineData("/pagerduty", """{"event_action":"resolve","payload":{"class":"HighErrorRate"}}""")]
    [InlineData("/webhook", """{"status":"resolved","groupLabels":{"alertname":"HighErrorRate"}}""")]
    public async Task Http_Notice_IsWrittenDown(string path, string body)
    {
        Assert.True(await PostAsync(path, body));
        AlertLine line = Assert.Single(_diary.Lines);
        Assert.Equal(("HighErrorRate", "resolved"), (line.Alert, line.State));
    }

    [Theory]
    [InlineData("/slack", """{"attachments":[]}""")]
    [InlineData("/pagerduty", "{}")]
    [InlineData("/webhook", "[")]
    public async Task Http_SomethingElse_IsRefused(string path, string body)
    {
        Assert.False(await PostAsync(path, body));
        Assert.Empty(_diary.Lines);
    }

    private async Task<bool> PostAsync(string path, string body)
    {
        using var client = new HttpClient();
        using HttpResponseMessage answer = await client.PostAsync(new Uri(_receivers.HttpAddress + path), new StringContent(body), TestContext.Current.CancellationToken);
        return answer.IsSuccessStatusCode;
    }
}
