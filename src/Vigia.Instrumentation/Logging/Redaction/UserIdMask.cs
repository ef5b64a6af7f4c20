using System.Security.Cryptography;
using System.Text;

namespace Vigia.Instrumentation.Logging.Redaction;

/// <summary>Replaces a user's id by a keyed hash, so that one user's lines can be told from another's but not traced to the person. Thread safe.</summary>
internal sealed class UserIdMask
{
    private readonly byte[] _key;

    /// <param name="key">The key; empty for a random one.</param>
    public UserIdMask(string key) => _key = key.Length > 0 ? Encoding.UTF8.GetBytes(key) : RandomNumberGenerator.GetBytes(32);

    public string Mask(ReadOnlySpan<char> id)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(new string(id)), hash);
        return "u_" + Convert.ToHexStringLower(hash[..6]);
    }
}
