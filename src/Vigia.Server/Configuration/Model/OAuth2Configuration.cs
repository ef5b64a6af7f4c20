namespace Vigia.Server.Configuration.Model;

/// <summary><c>oauth2</c>: client credentials (RFC 6749, 4.4).</summary>
internal sealed record OAuth2Configuration(
    string ClientId, SecretText ClientSecret, Uri TokenUrl, IReadOnlyList<string> Scopes, IReadOnlyList<KeyValuePair<string, string>> EndpointParameters, TlsConfiguration Tls);
