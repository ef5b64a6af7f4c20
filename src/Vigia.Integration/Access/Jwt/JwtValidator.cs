using System.Buffers;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Vigia.Model.Access;

namespace Vigia.Integration.Access.Jwt;

/// <summary>
/// Validates bearer tokens: HS256, RS256 and ES256 alone, each with keys of its own kind alone. A token is checked in
/// full once and then remembered by its hash until it runs out or the keys change. Thread safe.
/// </summary>
internal sealed class JwtValidator(IOptions<JwtOptions> options, SigningKeyRing ring, FailureThrottle throttle, TimeProvider time)
{
    private static readonly string[] Algorithms = [SecurityAlgorithms.HmacSha256, SecurityAlgorithms.RsaSha256, SecurityAlgorithms.EcdsaSha256];

    private static readonly SearchValues<char> Alphabet =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.");

    private readonly JwtOptions _options = options.Value;
    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false, SetDefaultTimesOnTokenCreation = false };

    public ValueTask<JwtOutcome> ValidateAsync(string token, string? remoteAddress, CancellationToken cancellationToken)
    {
        if (!HasShape(token))
        {
            return new(Failed(AuthenticationFailure.Malformed, remoteAddress));
        }

        SecretHash hash = SecretHash.Of(token);
        SigningKeySet keys = ring.Current;
        if (keys.Cache.TryGet(hash, out ValidatedToken? known))
        {
            return new(time.GetUtcNow() < known.ExpiresAt
                ? new JwtOutcome(known.Identity, AuthenticationFailure.None, known.Identity.Subject)
                : JwtOutcome.Refused(AuthenticationFailure.Expired, known.Identity.Subject));
        }

        // Checking a signature is work; an address that has had many refused lately gets no more of it for a while.
        // Keys and remembered tokens are not affected, so nobody can lock out others behind the same address.
        return throttle.IsBlocked(remoteAddress)
            ? new(JwtOutcome.Refused(AuthenticationFailure.TooManyFailures))
            : CheckAsync(token, hash, keys, remoteAddress, cancellationToken);
    }

    private async ValueTask<JwtOutcome> CheckAsync(
        string token, SecretHash hash, SigningKeySet keys, string? remoteAddress, CancellationToken cancellationToken)
    {
        if (Parse(token) is not { } jwt)
        {
            return Failed(AuthenticationFailure.Malformed, remoteAddress);
        }

        if (!Algorithms.Contains(jwt.Alg, StringComparer.Ordinal))
        {
            return Failed(AuthenticationFailure.ForbiddenAlgorithm, remoteAddress);
        }

        List<SecurityKey> candidates = keys.Candidates(jwt.Alg, jwt.Kid);
        if (candidates.Count == 0)
        {
            keys = await ring.RefreshForUnknownKeyAsync(cancellationToken);
            candidates = keys.Candidates(jwt.Alg, jwt.Kid);
            if (candidates.Count == 0)
            {
                return Failed(AuthenticationFailure.UnknownSigningKey, remoteAddress);
            }
        }

        TokenValidationResult result = await _handler.ValidateTokenAsync(jwt, Parameters(candidates));
        if (!result.IsValid)
        {
            AuthenticationFailure failure = Failure(result.Exception);
            return Failed(failure, remoteAddress, failure is AuthenticationFailure.BadSignature ? null : Subject(jwt));
        }

        // An issuer may say "never" by the last instant there is; nothing can be added to that.
        DateTime expires = jwt.ValidTo > DateTime.MaxValue - _options.ClockSkew ? DateTime.MaxValue : jwt.ValidTo + _options.ClockSkew;
        var expiresAt = new DateTimeOffset(expires.Ticks, TimeSpan.Zero);
        if (JwtClaims.ToIdentity(jwt.EncodedPayload, _options, expiresAt) is not { } identity)
        {
            return Failed(AuthenticationFailure.Malformed, remoteAddress, Subject(jwt));
        }

        keys.Cache.Add(hash, new ValidatedToken(identity, expiresAt));
        return new JwtOutcome(identity, AuthenticationFailure.None, identity.Subject);
    }

    private JwtOutcome Failed(AuthenticationFailure failure, string? remoteAddress, string? subject = null)
    {
        throttle.Note(remoteAddress);
        return JwtOutcome.Refused(failure, subject);
    }

    /// <summary>Three parts of base64url: a signed token (RFC 7515, section 3.1). Encrypted ones have five.</summary>
    private static bool HasShape(string token) => token.AsSpan().Count('.') == 2 && !token.AsSpan().ContainsAnyExcept(Alphabet);

    private static JsonWebToken? Parse(string token)
    {
        try
        {
            var jwt = new JsonWebToken(token);

            // None of the extensions that "crit" could name is understood here, and then a token must be refused (RFC 7515, 4.1.11).
            return jwt.TryGetHeaderValue("crit", out object? _) || string.IsNullOrEmpty(jwt.Alg) ? null : jwt;
        }
        catch (Exception exception) when (exception is ArgumentException or SecurityTokenException or FormatException or JsonException or OverflowException or InvalidOperationException)
        {
            return null;
        }
    }

    private string? Subject(JsonWebToken jwt) => JwtClaims.Subject(jwt.EncodedPayload, _options);

    private TokenValidationParameters Parameters(List<SecurityKey> candidates) => new()
    {
        ValidAlgorithms = Algorithms,
        IssuerSigningKeyResolver = (_, _, _, _) => candidates,
        TryAllIssuerSigningKeys = false,
        RequireSignedTokens = true,
        RequireExpirationTime = true,
        ValidateIssuer = true,
        ValidIssuer = _options.Issuer,
        ValidateAudience = true,
        ValidAudience = _options.Audience,
        IgnoreTrailingSlashWhenValidatingAudience = false,
        ValidateLifetime = true,
        LifetimeValidator = CheckLifetime,
        ClockSkew = _options.ClockSkew,
        LogValidationExceptions = false,
    };

    private bool CheckLifetime(DateTime? notBefore, DateTime? expires, SecurityToken token, TokenValidationParameters parameters)
    {
        DateTime now = time.GetUtcNow().UtcDateTime;
        if (expires is null)
        {
            throw new SecurityTokenNoExpirationException();
        }

        if (expires.Value.Ticks + parameters.ClockSkew.Ticks <= now.Ticks)
        {
            throw new SecurityTokenExpiredException();
        }

        return notBefore is null || notBefore.Value.Ticks - parameters.ClockSkew.Ticks <= now.Ticks
            ? true
            : throw new SecurityTokenNotYetValidException();
    }

    private static AuthenticationFailure Failure(Exception? exception) => exception switch
    {
        SecurityTokenExpiredException => AuthenticationFailure.Expired,
        SecurityTokenNotYetValidException => AuthenticationFailure.NotYetValid,
        SecurityTokenInvalidAlgorithmException => AuthenticationFailure.ForbiddenAlgorithm,
        SecurityTokenInvalidIssuerException => AuthenticationFailure.WrongIssuer,
        SecurityTokenInvalidAudienceException => AuthenticationFailure.WrongAudience,
        SecurityTokenInvalidSignatureException => AuthenticationFailure.BadSignature,
        _ => AuthenticationFailure.Malformed,
    };
}
