using System.Buffers;

namespace Vigia.Integration.Admission;

/// <summary>The characters and lengths of what a sender may name.</summary>
internal static class IdGrammar
{
    public const int MaxIdLength = 128;
    public const int MaxTypeLength = 128;
    public const int MaxPartitionKeyLength = 256;
    public const int MaxUserIdLength = 256;
    public const int MaxIdempotencyKeyLength = 255;
    public const int MaxHeaderNameLength = 64;
    public const int MaxHeaderValueLength = 1024;

    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    /// <summary>Of message ids, request ids and header names.</summary>
    public static readonly SearchValues<char> Characters = SearchValues.Create(Letters + "._:-");

    private static readonly SearchValues<char> TypeCharacters = SearchValues.Create(Letters + "._:/-");

    public static bool IsId(ReadOnlySpan<char> text) =>
        text.Length is >= 1 and <= MaxIdLength && !text.ContainsAnyExcept(Characters);

    public static bool IsType(ReadOnlySpan<char> text) =>
        text.Length is >= 1 and <= MaxTypeLength && !text.ContainsAnyExcept(TypeCharacters);

    /// <summary>Visible ASCII, so that it travels in a header.</summary>
    public static bool IsIdempotencyKey(ReadOnlySpan<char> text) =>
        text.Length is >= 1 and <= MaxIdempotencyKeyLength && !text.ContainsAnyExceptInRange('!', '~');

    public static bool IsHeaderName(ReadOnlySpan<char> text) =>
        text.Length is >= 1 and <= MaxHeaderNameLength && !text.ContainsAnyExcept(Characters);

    /// <summary>Any text without control characters, of 1 to <paramref name="maxLength"/> characters.</summary>
    public static bool IsText(ReadOnlySpan<char> text, int maxLength)
    {
        if (text.Length < 1 || text.Length > maxLength)
        {
            return false;
        }

        foreach (char c in text)
        {
            if (char.IsControl(c))
            {
                return false;
            }
        }

        return true;
    }
}
