namespace Vigia.Server.Configuration.Model;

/// <summary>How an HTTP request is made: who asks, over which TLS, through which proxy.</summary>
/// <remarks>https://prometheus.io/docs/prometheus/latest/configuration/configuration/#http_config.</remarks>
internal sealed record HttpClientConfiguration
{
    public BasicAuthConfiguration? BasicAuth { get; init; }

    public AuthorizationConfiguration? Authorization { get; init; }

    public OAuth2Configuration? OAuth2 { get; init; }

    public TlsConfiguration Tls { get; init; } = new();

    public bool FollowRedirects { get; init; } = true;

    public bool EnableHttp2 { get; init; } = true;

    public Uri? ProxyUrl { get; init; }

    public bool ProxyFromEnvironment { get; init; }

    /// <summary>Hosts that are asked without the proxy.</summary>
    public IReadOnlyList<string> NoProxy { get; init; } = [];

    /// <summary>Headers that go with every request.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];
}
