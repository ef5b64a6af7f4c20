using Vigia.Server.Access.Callers;

namespace Vigia.Server.Access.Tokens;

/// <summary>A token as the running monitor knows it. Thread safe.</summary>
internal sealed class TokenEntry(StoredToken stored)
{
    public ApiToken Info { get; } = stored.Token;

    public UseTime Use { get; } = new(stored.Token.LastUsedAt);

    public Caller Caller { get; } = Caller.OfToken(stored.Token.Id, stored.Token.Name, stored.Token.Scopes);
}
