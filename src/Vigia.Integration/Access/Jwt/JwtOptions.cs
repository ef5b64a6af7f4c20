namespace Vigia.Integration.Access.Jwt;

/// <summary>Bearer tokens (RFC 7519). Section <c>Access:Jwt</c>; off while no source of keys is named.</summary>
internal sealed class JwtOptions
{
    public const string Section = "Access:Jwt";

    /// <summary>The <c>iss</c> that tokens must carry.</summary>
    public string? Issuer { get; set; }

    /// <summary>The <c>aud</c> that tokens must carry, among others or alone.</summary>
    public string? Audience { get; set; }

    /// <summary>How far clocks may be apart: 0 to 5 minutes.</summary>
    public TimeSpan ClockSkew { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Public keys: PEM (RS256 from 2048 bits, ES256), or a JWK or JWK set in JSON.</summary>
    public IList<KeyFileOptions> KeyFiles { get; } = [];

    /// <summary>HS256 secrets: the file's bytes without a line end, at least 32 of them.</summary>
    public IList<KeyFileOptions> HmacSecretFiles { get; } = [];

    /// <summary>A JWK set (RFC 7517) on the network: https, or http on loopback.</summary>
    public Uri? JwksUrl { get; set; }

    /// <summary>How often the set is fetched again: 10 seconds to 1 day.</summary>
    public TimeSpan JwksRefresh { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>The least time between two fetches that unknown key ids ask for, or after one that failed: 1 second to 1 hour.</summary>
    public TimeSpan JwksMinimumInterval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long one fetch may take: 100 milliseconds to 1 minute.</summary>
    public TimeSpan JwksTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The claim that names the caller.</summary>
    public string SubjectClaim { get; set; } = "sub";

    /// <summary>The claims that hold scopes, separated by spaces or as an array; the first one that a token has counts. Empty: <c>scope</c>, then <c>scp</c>.</summary>
    public IList<string> ScopeClaims { get; } = [];

    /// <summary>The claim with the message types that the caller may send; without it, every type.</summary>
    public string TypesClaim { get; set; } = "types";

    /// <summary>The claim with the protocols that the caller may use; without it, every one.</summary>
    public string ProtocolsClaim { get; set; } = "protocols";

    /// <summary>How many validated tokens are remembered: 16 to 1,000,000.</summary>
    public int CacheSize { get; set; } = 10_000;

    public bool IsEnabled => KeyFiles.Count > 0 || HmacSecretFiles.Count > 0 || JwksUrl is not null;
}
