using System.Text.Json;
using System.Text.Unicode;

namespace Vigia.Integration.Admission;

/// <summary>Whether a payload is exactly one JSON value (RFC 8259) in UTF-8 that every reader can read.</summary>
internal static class PayloadSyntax
{
    /// <summary>What is wrong, or null. Allocates only then.</summary>
    public static string? Check(ReadOnlySpan<byte> payload, int maxDepth)
    {
        if (payload.IsEmpty)
        {
            return "The payload is empty: it must be one JSON value.";
        }

        if (!Utf8.IsValid(payload))
        {
            return "The payload is not valid UTF-8.";
        }

        // An escape such as \ud800 without its other half is JSON by the grammar, but no text: readers fail on it later.
        bool hasEscapes = payload.IndexOf("\\u"u8) >= 0;
        var reader = new Utf8JsonReader(payload, new JsonReaderOptions { MaxDepth = maxDepth });
        try
        {
            while (reader.Read())
            {
                if (hasEscapes && reader.ValueIsEscaped && !IsText(ref reader))
                {
                    return $"The payload has an unpaired surrogate escape at byte {reader.TokenStartIndex}.";
                }
            }

            return null;
        }
        catch (JsonException e)
        {
            return FormattableString.Invariant(
                $"The payload is not one JSON value of at most {maxDepth} levels: line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}.");
        }
    }

    private static bool IsText(ref Utf8JsonReader reader)
    {
        try
        {
            reader.GetString();
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
