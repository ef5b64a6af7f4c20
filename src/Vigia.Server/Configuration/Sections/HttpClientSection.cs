using Vigia.Server.Configuration.Model;
using Vigia.Server.Configuration.Reading;
using YamlDotNet.RepresentationModel;

namespace Vigia.Server.Configuration.Sections;

/// <summary>Reads the keys of an HTTP client, which stand among a job's, a discovery's or a remote writer's own.</summary>
internal static class HttpClientSection
{
    private static readonly string[] TlsVersions = ["TLS10", "TLS11", "TLS12", "TLS13"];

    public static HttpClientConfiguration Read(MappingReader section, bool enablesHttp2 = true)
    {
        MappingReader? basic = section.Mapping("basic_auth");
        MappingReader? authorization = section.Mapping("authorization");
        MappingReader? oauth2 = section.Mapping("oauth2");
        SecretText? bearer = Secret(section, "bearer_token", "bearer_token_file");
        int ways = (basic is null ? 0 : 1) + (authorization is null ? 0 : 1) + (oauth2 is null ? 0 : 1) + (bearer is null ? 0 : 1);
        if (ways > 1)
        {
            section.Issues.Error(section.Node, "at most one of basic_auth, oauth2, authorization and bearer_token may be configured");
        }

        Uri? proxy = section.Address("proxy_url");
        bool fromEnvironment = section.Boolean("proxy_from_environment") ?? false;
        string? noProxy = section.Text("no_proxy");
        if (fromEnvironment && (proxy is not null || noProxy is not null))
        {
            section.Error("proxy_from_environment", "proxy_from_environment cannot stand beside proxy_url or no_proxy");
        }

        section.Unsupported("proxy_connect_header");
        return new HttpClientConfiguration
        {
            BasicAuth = basic is null ? null : Basic(basic),
            Authorization = authorization is null ? (bearer is null ? null : new AuthorizationConfiguration("Bearer", bearer)) : Authorization(authorization),
            OAuth2 = oauth2 is null ? null : OAuth2(oauth2),
            Tls = Tls(section),
            FollowRedirects = section.Boolean("follow_redirects") ?? true,
            EnableHttp2 = section.Boolean("enable_http2") ?? enablesHttp2,
            ProxyUrl = proxy,
            ProxyFromEnvironment = fromEnvironment,
            NoProxy = noProxy?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [],
            Headers = Headers(section),
        };
    }

    private static BasicAuthConfiguration Basic(MappingReader section)
    {
        SecretText username = Secret(section, "username", "username_file") ?? new SecretText("", null);
        SecretText password = Secret(section, "password", "password_file") ?? new SecretText("", null);
        Unsupported(section, "username_ref", "password_ref");
        section.Finish("basic_auth");
        return new BasicAuthConfiguration(username, password);
    }

    private static AuthorizationConfiguration Authorization(MappingReader section)
    {
        string type = section.Text("type", "Bearer").Trim();
        if (type.Equals("basic", StringComparison.OrdinalIgnoreCase))
        {
            section.Error("type", "authorization type cannot be set to \"basic\", use \"basic_auth\" instead");
        }

        SecretText credentials = Secret(section, "credentials", "credentials_file") ?? new SecretText("", null);
        Unsupported(section, "credentials_ref");
        section.Finish("authorization");
        return new AuthorizationConfiguration(type, credentials);
    }

    private static OAuth2Configuration? OAuth2(MappingReader section)
    {
        string clientId = section.Text("client_id", "");
        SecretText secret = Secret(section, "client_secret", "client_secret_file") ?? new SecretText("", null);
        Uri? token = section.Address("token_url");
        var scopes = section.Texts("scopes");
        KeyValuePair<string, string>[] parameters = [.. section.Pairs("endpoint_params").Select(static pair => KeyValuePair.Create(pair.Key, pair.Value))];
        TlsConfiguration tls = Tls(section);
        Unsupported(
            section, "client_secret_ref", "proxy_url", "proxy_from_environment", "no_proxy", "proxy_connect_header", "grant_type", "client_certificate_key",
            "client_certificate_key_file", "client_certificate_key_ref", "client_certificate_key_id", "signature_algorithm", "iss", "audience", "claims");
        section.Finish("oauth2");
        if (clientId.Length == 0 || token is null)
        {
            section.Issues.Error(section.Node, "oauth2 needs client_id and token_url");
            return null;
        }

        return new OAuth2Configuration(clientId, secret, token, scopes, parameters, tls);
    }

    public static TlsConfiguration Tls(MappingReader parent, string key = "tls_config")
    {
        if (parent.Mapping(key) is not { } section)
        {
            return new TlsConfiguration();
        }

        var tls = new TlsConfiguration
        {
            Authorities = Secret(section, "ca", "ca_file"),
            Certificate = Secret(section, "cert", "cert_file"),
            Key = Secret(section, "key", "key_file"),
            ServerName = section.Text("server_name", ""),
            InsecureSkipVerify = section.Boolean("insecure_skip_verify") ?? false,
            MinVersion = Version(section, "min_version"),
            MaxVersion = Version(section, "max_version"),
        };
        Unsupported(section, "ca_ref", "cert_ref", "key_ref");
        section.Finish("tls_config");
        if (tls.Certificate is null != tls.Key is null)
        {
            section.Issues.Error(section.Node, "tls_config needs both a certificate and its key, or neither");
        }

        return tls;
    }

    private static string? Version(MappingReader section, string key)
    {
        string? version = section.Text(key);
        if (version is not null && !TlsVersions.Contains(version))
        {
            section.Error(key, $"{key}: unknown TLS version \"{version}\"; known: {string.Join(", ", TlsVersions)}");
        }

        return version;
    }

    /// <summary>A secret that stands in the file or in one of its own; not in both.</summary>
    private static SecretText? Secret(MappingReader section, string key, string fileKey)
    {
        string? value = section.Text(key);
        string? file = section.FileName(fileKey);
        if (value is not null && file is not null)
        {
            section.Error(fileKey, $"at most one of {key} and {fileKey} may be configured");
        }

        return value is null && file is null ? null : new SecretText(value, file);
    }

    private static List<KeyValuePair<string, string>> Headers(MappingReader section)
    {
        var headers = new List<KeyValuePair<string, string>>();
        if (section.Find("http_headers") is not YamlMappingNode names || section.Mapping("http_headers") is not { } mapping)
        {
            return headers;
        }

        foreach (YamlNode name in names.Children.Keys)
        {
            string header = (name as YamlScalarNode)?.Value ?? "";
            if (mapping.Mapping(header) is not { } values)
            {
                continue;
            }

            headers.AddRange(values.Texts("values").Concat(values.Texts("secrets")).Select(value => KeyValuePair.Create(header, value)));
            values.Unsupported("files");
            values.Finish("http_headers");
        }

        return headers;
    }

    private static void Unsupported(MappingReader section, params ReadOnlySpan<string> keys) => section.Unsupported(keys);
}
