using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Vigia.Model.Access;

/// <summary>
/// An API key or token as its owner holds it: a prefix that says what it is, 256 random bits in 43 characters of base64url (RFC 4648, section 5),
/// and a checksum of 6 characters that tells a typo or a cut-off paste from a key that is not known (any more). Secret
/// scanners find it by its prefix.
/// </summary>
public static class AccessSecret
{
    /// <summary>Of the module's API keys.</summary>
    public const string KeyPrefix = "vk_";

    /// <summary>Of the monitor's API tokens.</summary>
    public const string TokenPrefix = "vt_";

    /// <summary>Of the sessions of the monitor's console.</summary>
    public const string SessionPrefix = "vs_";

    /// <summary>Characters of a secret with its prefix.</summary>
    public const int Length = 52;

    private const int PrefixLength = 3;

    private const int RandomBytes = 32;
    private const int BodyLength = 43;
    private const int ChecksumBytes = 4;
    private const int ChecksumLength = 6;

    // Of its own domain, so that the checksum is no part of the hash that is stored.
    private static ReadOnlySpan<byte> ChecksumDomain => "vigia api key checksum:"u8;

    private static readonly SearchValues<char> Alphabet =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    /// <summary>Makes a secret.</summary>
    /// <param name="prefix">One of the prefixes above.</param>
    public static string Create(string prefix)
    {
        Span<byte> random = stackalloc byte[RandomBytes];
        RandomNumberGenerator.Fill(random);
        string body = Base64Url.EncodeToString(random);
        Span<char> checksum = stackalloc char[ChecksumLength];
        WriteChecksum(body, checksum);
        return string.Concat(prefix, body, checksum);
    }

    /// <summary>Whether it can be a secret of this prefix at all: its shape and its checksum.</summary>
    public static bool IsWellFormed(ReadOnlySpan<char> secret, string prefix)
    {
        if (secret.Length != Length || !secret.StartsWith(prefix, StringComparison.Ordinal) || secret[PrefixLength..].ContainsAnyExcept(Alphabet))
        {
            return false;
        }

        Span<char> checksum = stackalloc char[ChecksumLength];
        WriteChecksum(secret.Slice(PrefixLength, BodyLength), checksum);
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
