using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Options;
using Vigia.Instrumentation.Tls;
using Vigia.Server.Access.Users;
using Vigia.Testing;
using Vigia.Testing.Listeners;
using Xunit;

namespace Vigia.Server.Tests.Access;

public sealed class MonitorTlsTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly TestCertificates _certificates;

    public MonitorTlsTests() => _certificates = new TestCertificates(_directory);

    public void Dispose()
    {
        _certificates.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task Login_OverTls_MakesTheCookieSecureAndAsksForTlsAlways()
    {
        await using MonitorFixture monitor = await StartAsync();
        await monitor.AddUserAsync("maria", UserRole.Viewer, Browser.Password);
        using var browser = new Browser(monitor.Address, Handler([]));
        using HttpResponseMessage answer = await browser.LoginAsync("maria", Browser.Password);
        Assert.Equal("https", monitor.Address.Scheme);
        Assert.Equal("/ui/", answer.Headers.Location?.OriginalString);
        Assert.Contains("secure", browser.SetCookie, StringComparison.Ordinal);
        Assert.Equal("max-age=31536000", Assert.Single(answer.Headers.GetValues("Strict-Transport-Security")));

        // A page over http is not ours, be it of the same host: whoever sits on the wire may have written it.
        browser.Site = null;
        browser.Origin = "http://" + monitor.Address.Authority;
        using HttpResponseMessage refused = await browser.SendAsync(HttpMethod.Delete, "/ui/api/session");
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
    }

    [Fact]
    public async Task Handshake_FilesChanged_ShowsTheNewCertificate()
    {
        await using MonitorFixture monitor = await StartAsync();
        List<string> shown = [];
        await AskAsync(monitor, shown);
        _certificates.Issue("server", "second");
        await AskAsync(monitor, shown);
        Assert.Equal(["CN=first", "CN=second"], shown);
    }

    [Fact]
    public async Task Start_FilesMissing_NamesTheFile()
    {
        TlsConfigurationException error = await Assert.ThrowsAsync<TlsConfigurationException>(() => StartAsync(_directory["nothing.pem"]));
        Assert.Contains("nothing.pem", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("*")]
    [InlineData("0.0.0.0")]
    [InlineData("::")]
    [InlineData("192.0.2.1")]
    public async Task Start_OtherAddressWithoutTls_IsRefused(string address)
    {
        OptionsValidationException error = await Assert.ThrowsAsync<OptionsValidationException>(
            () => MonitorFixture.StartAsync(settings: new Dictionary<string, string?> { ["Monitor:Address"] = address }));
        Assert.Contains("Monitor:Tls:CertificatePath", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_KeyWithoutCertificate_IsRefused()
    {
        OptionsValidationException error = await Assert.ThrowsAsync<OptionsValidationException>(
            () => MonitorFixture.StartAsync(settings: new Dictionary<string, string?> { ["Monitor:Tls:KeyPath"] = "k.pem" }));
        Assert.Contains("Monitor:Tls:CertificatePath is missing", error.Message, StringComparison.Ordinal);
    }

    private Task<MonitorFixture> StartAsync(string? certificatePath = null)
    {
        (string certificate, string key) = _certificates.Issue("server", "first");
        return MonitorFixture.StartAsync(settings: new Dictionary<string, string?>
        {
            ["Monitor:Tls:CertificatePath"] = certificatePath ?? certificate,
            ["Monitor:Tls:KeyPath"] = key,
            ["Monitor:Tls:ReloadSeconds"] = "0",
        });
    }

    private async Task AskAsync(MonitorFixture monitor, List<string> shown)
    {
        using SocketsHttpHandler handler = Handler(shown);
        using var client = new HttpClient(handler) { BaseAddress = monitor.Address };
        await client.GetStringAsync(new Uri("/-/ready", UriKind.Relative), TestContext.Current.CancellationToken);
    }

    private SocketsHttpHandler Handler(List<string> shown)
    {
        var handler = new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false };
        handler.SslOptions.CertificateChainPolicy = VigiaProcess.Trust(_certificates.Authority);
        handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, _, errors) =>
        {
            shown.Add(((X509Certificate2)certificate!).Subject);
            return errors is System.Net.Security.SslPolicyErrors.None;
        };
        return handler;
    }
}
