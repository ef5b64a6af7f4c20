using System.Collections.Concurrent;
using Vigia.Integration.Access;

namespace Vigia.Testing.Listeners;

/// <summary>An authenticator that knows the callers it was told of, by their secret.</summary>
internal sealed class KnownCallers : IAuthenticator
{
    private readonly ConcurrentDictionary<string, Identity> _identities = new(StringComparer.Ordinal);

    public const string Sender = "sender-secret";
    public const string Reader = "reader-secret";

    public KnownCallers()
    {
        Add(Sender, new Identity { Subject = "key:sender", Kind = "key", Scopes = new HashSet<string> { Scopes.Send } });
        Add(Reader, new Identity { Subject = "key:reader", Kind = "key", Scopes = new HashSet<string> { Scopes.ReadMessages } });
    }

    public void Add(string secret, Identity identity) => _identities[secret] = identity;

    public ValueTask<AuthenticationResult> AuthenticateAsync(Credentials credentials, CancellationToken cancellationToken)
    {
        if (credentials.Secret is null)
        {
            return new(new AuthenticationResult(null, AuthenticationFailure.Missing));
        }

        return new(_identities.TryGetValue(credentials.Secret, out Identity? identity)
            ? new AuthenticationResult(identity, AuthenticationFailure.None)
            : new AuthenticationResult(null, AuthenticationFailure.UnknownKey));
    }
}
