using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace Vigia.Instrumentation.Logging.Redaction;

/// <summary>Replaces a user's id by a keyed hash, so that one user's lines can be told from another's but not traced to the person. Thread safe.</summary>
internal sealed class UserIdMask
{
    private const string Prefix = "u_";
    private const int HashBytes = 6;

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    private readonly byte[] _key;

    /// <param name="key">The key; empty for a random one.</param>
    public UserIdMask(string key) => _key = key.Length > 0 ? Encoding.UTF8.GetBytes(key) : RandomNumberGenerator.GetBytes(32);

    public string Mask(ReadOnlySpan<char> id)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(new string(id)), hash);
        return Prefix + Convert.ToHexStringLower(hash[..HashBytes]);
    }

    /// <summary>Whether a text has the form of a masked id.</summary>
    public static bool IsMask(ReadOnlySpan<char> text) =>
        text.Length == Prefix.Length + (2 * HashBytes) && text.StartsWith(Prefix, StringComparison.Ordinal)
        && !text[Prefix.Length..].ContainsAnyExcept(HexDigits);
}
