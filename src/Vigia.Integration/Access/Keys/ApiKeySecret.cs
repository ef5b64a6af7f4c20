using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Vigia.Integration.Access.Keys;

/// <summary>
/// An API key as its owner holds it: <c>vk_</c>, 256 random bits in 43 characters of base64url (RFC 4648, section 5),
/// and a checksum of 6 characters that tells a typo or a cut-off paste from a key that is not known (any more). Secret
/// scanners find it by its prefix.
/// </summary>
internal static class ApiKeySecret
{
    public const string Prefix = "vk_";
    public const int Length = 52;

    private const int RandomBytes = 32;
    private const int BodyLength = 43;
    private const int ChecksumBytes = 4;
    private const int ChecksumLength = 6;

    // Of its own domain, so that the checksum is no part of the hash that is stored.
    private static ReadOnlySpan<byte> ChecksumDomain => "vigia api key checksum:"u8;

    private static readonly SearchValues<char> Alphabet =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    public static string Create()
    {
        Span<byte> random = stackalloc byte[RandomBytes];
        RandomNumberGenerator.Fill(random);
        string body = Base64Url.EncodeToString(random);
        Span<char> checksum = stackalloc char[ChecksumLength];
        WriteChecksum(body, checksum);
        return string.Concat(Prefix, body, checksum);
    }

    public static bool HasPrefix(ReadOnlySpan<char> secret) => secret.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>Whether it can be a key at all: its shape and its checksum.</summary>
    public static bool IsWellFormed(ReadOnlySpan<char> secret)
    {
        if (secret.Length != Length || !HasPrefix(secret) || secret[Prefix.Length..].ContainsAnyExcept(Alphabet))
        {
            return false;
        }

        Span<char> checksum = stackalloc char[ChecksumLength];
        WriteChecksum(secret.Slice(Prefix.Length, BodyLength), checksum);
        return secret[^ChecksumLength..].SequenceEqual(checksum);
    }

    private static void WriteChecksum(ReadOnlySpan<char> body, Span<char> checksum)
    {
        Span<byte> input = stackalloc byte[ChecksumDomain.Length + BodyLength];
        ChecksumDomain.CopyTo(input);
        Encoding.ASCII.GetBytes(body, input[ChecksumDomain.Length..]);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(input, hash);
        Base64Url.EncodeToChars(hash[..ChecksumBytes], checksum);
    }
}
