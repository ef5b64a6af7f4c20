using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using Vigia.Server.Configuration.Model;

namespace Vigia.Server.HttpClients;

/// <summary>Makes HTTP clients as the configuration describes them. The caller disposes of them and sets a time limit on each request.</summary>
internal static class ConfiguredHttpClient
{
    private static readonly string UserAgent = "Vigia/" + typeof(ConfiguredHttpClient).Assembly.GetName().Version!.ToString(3);

    /// <summary>A client with its own connections. Secrets and certificates in files are read when they are needed, so that they may change.</summary>
    /// <param name="configuration">What it is like.</param>
    /// <param name="time">The clock of tokens.</param>
    /// <param name="connect">Makes its connections, where not every address is allowed.</param>
    public static HttpClient Create(
        HttpClientConfiguration configuration, TimeProvider time, Func<SocketsHttpConnectionContext, CancellationToken, ValueTask<Stream>>? connect = null)
    {
        SocketsHttpHandler transport = Transport(configuration);
        transport.ConnectCallback = connect;
        HttpMessageHandler handler = configuration.OAuth2 is { } oauth2
            ? new OAuth2Handler(oauth2, new HttpClient(Transport(configuration with { Tls = oauth2.Tls })), time) { InnerHandler = transport }
            : new AuthorizationHandler(configuration) { InnerHandler = transport };
        var client = new HttpClient(handler)
        {
            Timeout = Timeout.InfiniteTimeSpan,
            DefaultRequestVersion = configuration.EnableHttp2 ? HttpVersion.Version20 : HttpVersion.Version11,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        client.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", UserAgent);
        return client;
    }

    private static SocketsHttpHandler Transport(HttpClientConfiguration configuration)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = configuration.FollowRedirects,
            MaxAutomaticRedirections = 10,
            AutomaticDecompression = DecompressionMethods.None,
            UseCookies = false,
            PooledConnectionLifetime = TimeSpan.FromMinutes(15),
            UseProxy = configuration.ProxyUrl is not null || configuration.ProxyFromEnvironment,
            ActivityHeadersPropagator = null,
            SslOptions = Tls(configuration.Tls),
        };
        if (configuration.ProxyUrl is { } proxy)
        {
            handler.Proxy = new WebProxy(proxy, BypassOnLocal: false) { BypassList = [.. configuration.NoProxy.Select(HostPattern)], Credentials = Credentials(proxy) };
        }

        return handler;
    }

    private static NetworkCredential? Credentials(Uri proxy)
    {
        string[] parts = proxy.UserInfo.Split(':', 2);
        return parts[0].Length == 0 ? null : new NetworkCredential(Uri.UnescapeDataString(parts[0]), Uri.UnescapeDataString(parts.ElementAtOrDefault(1) ?? ""));
    }

    private static string HostPattern(string host) =>
        @"://([^/]*\.)?" + System.Text.RegularExpressions.Regex.Escape(host.TrimStart('.')) + "(:[0-9]+)?(/|$)";

    private static SslClientAuthenticationOptions Tls(TlsConfiguration tls)
    {
        var trust = new ServerTrust(tls);
        return new SslClientAuthenticationOptions
        {
            EnabledSslProtocols = Protocols(tls),
            RemoteCertificateValidationCallback = trust.Accepts,
            LocalCertificateSelectionCallback = tls.Certificate is null ? null : new ClientCertificate(tls).Select,
        };
    }

    private static SslProtocols Protocols(TlsConfiguration tls)
    {
        if (tls.MinVersion is null && tls.MaxVersion is null)
        {
            return SslProtocols.None;
        }

        // Versions below 1.2 are the system's to refuse; they are not offered from here.
        bool takes12 = tls.MinVersion is not "TLS13";
        bool takes13 = tls.MaxVersion is null or "TLS13";
        return (takes12 ? SslProtocols.Tls12 : 0) | (takes13 ? SslProtocols.Tls13 : 0);
    }
}
