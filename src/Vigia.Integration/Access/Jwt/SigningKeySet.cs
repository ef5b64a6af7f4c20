using Microsoft.IdentityModel.Tokens;

namespace Vigia.Integration.Access.Jwt;

/// <summary>
/// The keys in force, with the tokens that were validated by them: when a key goes, so does all that rested on it.
/// Immutable but for the cache.
/// </summary>
internal sealed class SigningKeySet(IReadOnlyList<SigningKey> keys, TokenCache cache)
{
    public TokenCache Cache => cache;

    /// <summary>The keys that may have signed a token: of its algorithm, and of its key id or without one.</summary>
    public List<SecurityKey> Candidates(string algorithm, string? keyId)
    {
        var candidates = new List<SecurityKey>();
        foreach (SigningKey key in keys)
        {
            if (key.Algorithm == algorithm && (string.IsNullOrEmpty(keyId) || key.KeyId is null || key.KeyId == keyId))
            {
                candidates.Add(key.Key);
            }
        }

        return candidates;
    }
}
