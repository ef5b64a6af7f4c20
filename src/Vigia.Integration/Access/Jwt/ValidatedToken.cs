namespace Vigia.Integration.Access.Jwt;

/// <summary>A token that proved good, until its time is over.</summary>
internal sealed record ValidatedToken(Identity Identity, DateTimeOffset ExpiresAt);
