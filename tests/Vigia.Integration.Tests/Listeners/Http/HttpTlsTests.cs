using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Options;
using Vigia.Instrumentation.Tls;
using Vigia.Testing;
using Vigia.Testing.Listeners;
using Xunit;

namespace Vigia.Integration.Tests.Listeners.Http;

public sealed class HttpTlsTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly TestCertificates _certificates;

    public HttpTlsTests() => _certificates = new TestCertificates(_directory);

    public void Dispose()
    {
        _certificates.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task Post_OverTls_IsAcceptedWithTheFilesCertificate()
    {
        await using ListenerHost host = await StartAsync(_certificates.Issue("server", "the-server"));
        List<string> shown = [];
        using HttpClient client = CreateClient(host, shown);
        using HttpResponseMessage response = await client.PostAsync(HttpMessages.Path, HttpMessages.Json(HttpMessages.Order));

        Assert.Equal("https", host.Address.Scheme);
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal(["CN=the-server"], shown);
    }

    [Fact]
    public async Task Post_OverHttp2_IsAccepted()
    {
        await using ListenerHost host = await StartAsync(_certificates.Issue("server"));
        using HttpClient client = CreateClient(host, []);
        client.DefaultRequestVersion = HttpVersion.Version20;
        client.DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        using HttpResponseMessage response = await client.PostAsync(HttpMessages.Path, HttpMessages.Json(HttpMessages.Order));

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal(HttpVersion.Version20, response.Version);
    }

    [Fact]
    public async Task Handshake_FilesChanged_ShowsTheNewCertificate()
    {
        await using ListenerHost host = await StartAsync(_certificates.Issue("server", "first"));
        List<string> shown = [];
        await PostAsync(host, shown);
        _certificates.Issue("server", "second");
        await PostAsync(host, shown);

        Assert.Equal(["CN=first", "CN=second"], shown);
        Assert.Contains(host.Log.Lines, line => line.Message.StartsWith("Certificado TLS recarregado", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Handshake_FilesBroken_KeepsTheCertificateAndSaysSoOnce()
    {
        (string certificate, string key) = _certificates.Issue("server", "first");
        await using ListenerHost host = await StartAsync((certificate, key));
        List<string> shown = [];
        (string other, _) = _certificates.Issue("other", "other");
        File.Copy(other, certificate, overwrite: true);
        await PostAsync(host, shown);
        await PostAsync(host, shown);

        Assert.Equal(["CN=first", "CN=first"], shown);
        CapturedLog.Line line = Assert.Single(host.Log.Lines, line => line.Message.StartsWith("Certificado TLS novo", StringComparison.Ordinal));
        Assert.Contains(key, line.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Handshake_EncryptedKey_IsOpenedByItsPassword()
    {
        await using ListenerHost host = await StartAsync(_certificates.Issue("server", keyPassword: "açaí"), ("Listeners:http:Tls:KeyPassword", "açaí"));
        await PostAsync(host, []);

        Assert.Single(host.Queue.Messages);
    }

    [Fact]
    public async Task Handshake_OldTls_IsRefusedAndCounted()
    {
        await using ListenerHost host = await StartAsync(_certificates.Issue("server"));
        using RawConnection connection = await RawConnection.OpenAsync(host.Address);
        await connection.SendAsync("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        await connection.ReadToEndAsync();

        await Eventually.TrueAsync(() => host.Metrics.ConnectionErrors.WithLabels("http", "tls").Value == 1, "the counted error");
        Assert.Equal(1, host.Metrics.SecurityErrors.WithLabels("tls").Value);
        using RawConnection old = await RawConnection.OpenAsync(host.Address);
        await using var stream = new SslStream(old.Stream);
#pragma warning disable SYSLIB0039, CA5397 // An outdated version is what must be refused.
        var options = new SslClientAuthenticationOptions { TargetHost = "localhost", EnabledSslProtocols = SslProtocols.Tls11 };
#pragma warning restore SYSLIB0039, CA5397
        await Assert.ThrowsAnyAsync<Exception>(() => stream.AuthenticateAsClientAsync(options));
    }

    [Fact]
    public async Task Handshake_ClientCertificateAskedFor_OnlyTheAuthoritysIsTaken()
    {
        (string Certificate, string Key) server = _certificates.Issue("server");
        (string Certificate, string Key) good = _certificates.Issue("client");
        using var strangers = new TestCertificates(_directory, "strangers");
        (string Certificate, string Key) bad = strangers.Issue("stranger");
        await using ListenerHost host = await StartAsync(server, ("Listeners:http:Tls:ClientCaPath", _certificates.AuthorityPath));

        await PostAsync(host, [], X509Certificate2.CreateFromPemFile(good.Certificate, good.Key));
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => PostAsync(host, [], X509Certificate2.CreateFromPemFile(bad.Certificate, bad.Key)));
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => PostAsync(host, []));

        Assert.Single(host.Queue.Messages);
    }

    [Fact]
    public async Task Start_KeyOfAnotherCertificate_FailsAndNamesTheFiles()
    {
        (string certificate, _) = _certificates.Issue("server");
        (_, string key) = _certificates.Issue("other");
        TlsConfigurationException error = await Assert.ThrowsAsync<TlsConfigurationException>(() => StartAsync((certificate, key)));

        Assert.Contains(certificate, error.Message, StringComparison.Ordinal);
        Assert.Contains(key, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("*")]
    [InlineData("::")]
    [InlineData("192.0.2.1")]
    public async Task Start_NetworkAddressWithoutTls_IsRefusedAndSaysWhy(string address)
    {
        OptionsValidationException error = await Assert.ThrowsAsync<OptionsValidationException>(() =>
            ListenerHost.StartAsync([new("Listeners:http:Address", address)]));

        Assert.Contains("Listeners:http:Tls:CertificatePath", error.Message, StringComparison.Ordinal);
        Assert.Contains(address, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_SeveralBadSettings_AreReportedTogether()
    {
        OptionsValidationException error = await Assert.ThrowsAsync<OptionsValidationException>(() => ListenerHost.StartAsync(
        [
            new("Listeners:http:Address", "nowhere"), new("Listeners:http:Port", "70000"), new("Listeners:http:MaxConnections", "0"),
        ]));

        Assert.Equal(3, error.Failures.Count());
    }

    private HttpClient CreateClient(ListenerHost host, List<string> shown, X509Certificate2? certificate = null)
    {
        var handler = new SocketsHttpHandler();
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        handler.SslOptions.CertificateChainPolicy.CustomTrustStore.Add(_certificates.Authority);
        handler.SslOptions.RemoteCertificateValidationCallback = (_, server, _, errors) =>
        {
            shown.Add(server!.Subject);
            return errors is SslPolicyErrors.None;
        };
        if (certificate is not null)
        {
            handler.SslOptions.LocalCertificateSelectionCallback = (_, _, _, _, _) => certificate;
        }

        var client = new HttpClient(handler) { BaseAddress = host.Address };
        client.DefaultRequestHeaders.Add("X-Api-Key", KnownCallers.Sender);
        return client;
    }

    private async Task PostAsync(ListenerHost host, List<string> shown, X509Certificate2? certificate = null)
    {
        using HttpClient client = CreateClient(host, shown, certificate);
        using HttpResponseMessage response = await client.PostAsync(HttpMessages.Path, HttpMessages.Json(HttpMessages.Order));
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
    }

    private static Task<ListenerHost> StartAsync((string Certificate, string Key) files, params (string Key, string Value)[] settings) =>
        ListenerHost.StartAsync(
        [
            new("Listeners:http:Tls:CertificatePath", files.Certificate),
            new("Listeners:http:Tls:KeyPath", files.Key),
            new("Listeners:http:Tls:ReloadSeconds", "0"),
            .. settings.Select(setting => KeyValuePair.Create<string, string?>(setting.Key, setting.Value)),
        ]);
}
