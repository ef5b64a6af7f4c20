using Vigia.Integration.Access.Jwt;
using Vigia.Integration.Access.Keys;
using Vigia.Model.Access;

namespace Vigia.Integration.Access;

/// <summary>Tells API keys and bearer tokens apart by their shape and asks whoever knows them.</summary>
internal sealed class Authenticator(ApiKeyDirectory keys, JwtValidator tokens, AccessMonitor monitor, TimeProvider time) : IAuthenticator
{
    /// <summary>Longer than any token that fits into a request's headers as they are limited here.</summary>
    private const int MaxSecretLength = 16_384;

    public ValueTask<AuthenticationResult> AuthenticateAsync(Credentials credentials, CancellationToken cancellationToken)
    {
        string? secret = credentials.Secret;
        if (secret is null)
        {
            return new(Refuse(credentials, AuthenticationFailure.Missing, null));
        }

        if (secret.Length is 0 or > MaxSecretLength)
        {
            return new(Refuse(credentials, AuthenticationFailure.Malformed, null));
        }

        if (secret.StartsWith(AccessSecret.KeyPrefix, StringComparison.Ordinal))
        {
            return new(CheckKey(credentials, secret));
        }

        ValueTask<JwtOutcome> pending = tokens.ValidateAsync(secret, credentials.RemoteAddress, cancellationToken);
        return pending.IsCompletedSuccessfully
            ? new(Conclude(credentials, pending.GetAwaiter().GetResult()))
            : AwaitToken(credentials, pending);
    }

    private async ValueTask<AuthenticationResult> AwaitToken(Credentials credentials, ValueTask<JwtOutcome> pending) =>
        Conclude(credentials, await pending);

    private AuthenticationResult Conclude(Credentials credentials, JwtOutcome outcome) =>
        outcome.Identity is { } identity
            ? Admit(credentials, identity, outcome.Subject)
            : Refuse(credentials, outcome.Failure, outcome.Subject);

    private AuthenticationResult CheckKey(Credentials credentials, string secret)
    {
        // The checksum is a hash too; a key that is found needs none.
        if (secret.Length != AccessSecret.Length || keys.Find(SecretHash.Of(secret)) is not { } entry)
        {
            AuthenticationFailure failure = AccessSecret.IsWellFormed(secret, AccessSecret.KeyPrefix) ? AuthenticationFailure.UnknownKey : AuthenticationFailure.Malformed;
            return Refuse(credentials, failure, null);
        }

        if (entry.Info.RevokedAt is not null)
        {
            return Refuse(credentials, AuthenticationFailure.Revoked, entry.Info.Id);
        }

        DateTimeOffset now = time.GetUtcNow();
        if (entry.Info.ExpiresAt <= now)
        {
            return Refuse(credentials, AuthenticationFailure.Expired, entry.Info.Id);
        }

        entry.Used(now);
        return Admit(credentials, entry.Identity, entry.Info.Id);
    }

    private AuthenticationResult Admit(Credentials credentials, Identity identity, string? who)
    {
        if (!identity.MayUse(credentials.Protocol))
        {
            return Refuse(credentials, AuthenticationFailure.ProtocolNotAllowed, who);
        }

        monitor.Succeeded();
        return new AuthenticationResult(identity, AuthenticationFailure.None);
    }

    private AuthenticationResult Refuse(Credentials credentials, AuthenticationFailure failure, string? who)
    {
        monitor.Refused(credentials, failure, who);
        return new AuthenticationResult(null, failure);
    }
}
