using Microsoft.IdentityModel.Tokens;

namespace Vigia.Integration.Access.Jwt;

/// <summary>A key that checks signatures, bound to the one algorithm that it may be used with.</summary>
internal sealed record SigningKey(string? KeyId, string Algorithm, SecurityKey Key);
