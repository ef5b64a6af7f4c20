using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using MimeKit;
using Vigia.Testing;
using Vigia.Testing.Notifications;

namespace Vigia.Interop.Tests.Notifications;

/// <summary>Debian's aiosmtpd on a free loopback port; keeps every mail as a file.</summary>
internal sealed class SmtpSink : IAsyncDisposable
{
    private readonly ExternalProcess _process;
    private readonly string _folder;

    private SmtpSink(ExternalProcess process, string folder, int port, string certificatePath) =>
        (_process, _folder, Port, CertificatePath) = (process, folder, port, certificatePath);

    public int Port { get; }

    /// <summary>What clients are to trust.</summary>
    public string CertificatePath { get; }

    public int Count => Directory.GetFiles(_folder, "*.json").Length;

    /// <param name="folder">Where mails and certificates go.</param>
    /// <param name="kinds"><c>tls</c>, <c>tls-untrusted</c>, <c>auth</c>, <c>busy</c>.</param>
    public static async Task<SmtpSink> StartAsync(TemporaryDirectory folder, params string[] kinds)
    {
        string mails = Directory.CreateDirectory(folder["mails"]).FullName;
        using X509Certificate2 certificate = SelfSigned.Create();
        using X509Certificate2 another = SelfSigned.Create();
        await File.WriteAllTextAsync(folder["certificate.pem"], certificate.ExportCertificatePem());
        await File.WriteAllTextAsync(folder["key.pem"], certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        await File.WriteAllTextAsync(folder["trusted.pem"], (kinds.Contains("tls-untrusted") ? another : certificate).ExportCertificatePem());
        var arguments = new List<string>();
        foreach (string kind in kinds)
        {
            arguments.AddRange(kind switch
            {
                "auth" => ["auth", "vigia", "s3cret"],
                "busy" => ["busy", "2"],
                _ => ["tls", folder["certificate.pem"], folder["key.pem"]],
            });
        }

        int port = ExternalProcess.FreePort();
        ExternalProcess process = await ExternalProcess.StartAsync(
            ExternalProcess.FindPython(),
            [Path.Combine(AppContext.BaseDirectory, "Notifications", "smtp_sink.py"), port.ToString(CultureInfo.InvariantCulture), mails, .. arguments]);
        var sink = new SmtpSink(process, mails, port, folder["trusted.pem"]);
        await sink.UntilAsync(() => process.Output.Contains("ready", StringComparison.Ordinal));
        return sink;
    }

    /// <summary>The mail of a number from 1, as soon as it is there.</summary>
    public async Task<MimeMessage> MailAsync(int number)
    {
        string file = Name(number);
        await UntilAsync(() => File.Exists(file));
        using JsonDocument mail = JsonDocument.Parse(await File.ReadAllTextAsync(file));
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(mail.RootElement.GetProperty("text").GetString()!));
        return await MimeMessage.LoadAsync(stream);
    }

    public bool IsEncrypted(int number)
    {
        using JsonDocument mail = JsonDocument.Parse(File.ReadAllText(Name(number)));
        return mail.RootElement.GetProperty("tls").GetBoolean();
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private string Name(int number) => Path.Combine(_folder, number.ToString(CultureInfo.InvariantCulture) + ".json");

    private async Task UntilAsync(Func<bool> holds)
    {
        for (int i = 0; !holds(); i++)
        {
            if (i > 1200 || _process.HasExited)
            {
                throw new TimeoutException("the mail server did not take what was awaited:\n" + _process.Output);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, CancellationToken.None);
        }
    }
}
