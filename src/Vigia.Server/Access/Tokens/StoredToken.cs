using Vigia.Model.Access;

namespace Vigia.Server.Access.Tokens;

/// <summary>A token as the file holds it.</summary>
internal sealed record StoredToken(ApiToken Token, SecretHash Hash);
