namespace Vigia.Server.Access.Tokens;

/// <summary>A token that was just made, with its secret: only now.</summary>
public sealed record CreatedToken(ApiToken Token, string Secret);
