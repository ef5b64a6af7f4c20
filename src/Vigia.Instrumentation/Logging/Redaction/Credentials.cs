using System.Buffers;
using System.Text;

namespace Vigia.Instrumentation.Logging.Redaction;

/// <summary>Finds what is a secret by its own shape, wherever it stands in a text.</summary>
internal static class Credentials
{
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    /// <summary>RFC 6750's b64token, which covers base64 and base64url.</summary>
    private static readonly SearchValues<char> TokenCharacters = SearchValues.Create(Letters + "0123456789-._~+/=");

    private static readonly SearchValues<char> Base64UrlCharacters = SearchValues.Create(Letters + "0123456789-_=");

    private static readonly SearchValues<char> AfterScheme = SearchValues.Create(" \t:=\"'+");

    private static readonly SearchValues<char> EndOfAuthority = SearchValues.Create("/?# \t\r\n\"'<>");

    public static void Find(ReadOnlySpan<char> text, List<Finding> findings)
    {
        Schemes(text, "bearer", findings);
        Schemes(text, "basic", findings);
        WebTokens(text, findings);
        OwnSecrets(text, "vk_", 11, findings);

        // Long ones only: "vs_" stands in names as well.
        OwnSecrets(text, "vt_", 40, findings);
        OwnSecrets(text, "vs_", 40, findings);
        AddressPasswords(text, findings);
        PrivateKeys(text, findings);
    }

    /// <summary><c>Bearer …</c> and <c>Basic …</c>.</summary>
    private static void Schemes(ReadOnlySpan<char> text, string scheme, List<Finding> findings)
    {
        for (int at = Next(text, scheme, 0); at >= 0; at = Next(text, scheme, at + 1))
        {
            int start = at + scheme.Length;
            int blanks = text[start..].IndexOfAnyExcept(AfterScheme);
            if (blanks <= 0 || (at > 0 && char.IsLetterOrDigit(text[at - 1])))
            {
                continue;
            }

            // A form-encoded header writes the blank as '+' or %20.
            start += blanks;
            int end = EndOfRun(text, start, TokenCharacters);
            ReadOnlySpan<char> value = text[start..end];
            if (scheme == "basic" ? IsBasicCredential(value) : !value.IsEmpty && !IsProse(value))
            {
                findings.Add(new Finding(start, end));
            }
        }
    }

    /// <summary>Base64 of <c>user:password</c>, or at least nothing that is a word ("basic authentication").</summary>
    private static bool IsBasicCredential(ReadOnlySpan<char> value)
    {
        if (value.Length < 2)
        {
            return false;
        }

        ReadOnlySpan<char> digits = value.TrimEnd("=.");
        if (value.ContainsAnyInRange('0', '9') || value.ContainsAny('+', '/', '=') || digits[1..].ContainsAnyInRange('A', 'Z'))
        {
            return true;
        }

        string padded = new string(digits) + new string('=', (4 - (digits.Length % 4)) % 4);
        byte[] decoded = new byte[padded.Length];
        return Convert.TryFromBase64String(padded, decoded, out int length) && decoded.AsSpan(0, length).Contains((byte)':');
    }

    private static bool IsProse(ReadOnlySpan<char> value)
    {
        value = value.TrimEnd(".");
        return value.Equals("token", StringComparison.OrdinalIgnoreCase) || value.Equals("tokens", StringComparison.OrdinalIgnoreCase)
            || value.Equals("authentication", StringComparison.OrdinalIgnoreCase) || value.Equals("scheme", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary><c>eyJ…</c>, a dot, a payload, and whatever follows of the same kind.</summary>
    private static void WebTokens(ReadOnlySpan<char> text, List<Finding> findings)
    {
        int at = text.IndexOf("eyJ", StringComparison.Ordinal);
        while (at >= 0)
        {
            int end = EndOfRun(text, at, Base64UrlCharacters);
            int header = end - at;
            while (end < text.Length && text[end] == '.')
            {
                end = EndOfRun(text, end + 1, Base64UrlCharacters);
            }

            // A lone header tells nothing, but a long run may be a token whose dots were lost.
            if (end - at > header || header > 40)
            {
                findings.Add(new Finding(at, end));
            }

            int next = text[end..].IndexOf("eyJ", StringComparison.Ordinal);
            at = next < 0 ? -1 : end + next;
        }
    }

    /// <summary>The service's own keys, tokens and sessions: a prefix and base64url.</summary>
    private static void OwnSecrets(ReadOnlySpan<char> text, string prefix, int minLength, List<Finding> findings)
    {
        for (int at = Next(text, prefix, 0); at >= 0; at = Next(text, prefix, at + 1))
        {
            int end = EndOfRun(text, at + 3, Base64UrlCharacters);
            if (end - at >= minLength)
            {
                findings.Add(new Finding(at, end));
            }
        }
    }

    /// <summary>The password in <c>scheme://user:password@host</c>; a long user without password is taken for a token.</summary>
    private static void AddressPasswords(ReadOnlySpan<char> text, List<Finding> findings)
    {
        for (int at = Next(text, "://", 0); at >= 0; at = Next(text, "://", at + 1))
        {
            int start = at + 3;
            int length = text[start..].IndexOfAny(EndOfAuthority);
            ReadOnlySpan<char> authority = length < 0 ? text[start..] : text.Slice(start, length);
            int host = authority.LastIndexOf('@');
            if (host < 0)
            {
                continue;
            }

            int colon = authority[..host].IndexOf(':');
            if (colon >= 0 && colon + 1 < host)
            {
                findings.Add(new Finding(start + colon + 1, start + host));
            }
            else if (colon < 0 && host >= 20)
            {
                findings.Add(new Finding(start, start + host));
            }
        }
    }

    private static void PrivateKeys(ReadOnlySpan<char> text, List<Finding> findings)
    {
        int at = Next(text, "private key-----", 0);
        if (at >= 0)
        {
            // Whatever follows the first such mark is key or comes after one; a log line loses little by it.
            findings.Add(new Finding(at + "private key-----".Length, text.Length));
        }
    }

    private static int Next(ReadOnlySpan<char> text, string word, int from)
    {
        int at = from > text.Length ? -1 : text[from..].IndexOf(word, StringComparison.OrdinalIgnoreCase);
        return at < 0 ? -1 : from + at;
    }

    private static int EndOfRun(ReadOnlySpan<char> text, int start, SearchValues<char> characters)
    {
        int length = text[start..].IndexOfAnyExcept(characters);
        return length < 0 ? text.Length : start + length;
    }
}
