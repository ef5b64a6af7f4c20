using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Vigia.Console.Messages;

/// <summary>Payloads as text that a person reads and edits.</summary>
internal static class PayloadText
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Indented; as it is where it is no JSON, or above 1 MiB, which would cost too much.</summary>
    public static string Pretty(ReadOnlyMemory<byte> payload)
    {
        if (payload.Length > 1 << 20)
        {
            return Encoding.UTF8.GetString(payload.Span);
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(payload);
            return JsonSerializer.Serialize(document.RootElement, Indented);
        }
        catch (JsonException)
        {
            return Encoding.UTF8.GetString(payload.Span);
        }
    }

    /// <summary>Reads what a person wrote, and keeps numbers as they were written.</summary>
    /// <param name="text">JSON.</param>
    /// <param name="payload">The same, without the indentation.</param>
    /// <param name="reason">Why it is not JSON, with its line and column.</param>
    public static bool TryRead(string text, out ReadOnlyMemory<byte> payload, out string reason)
    {
        (payload, reason) = (default, "");
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            using var buffer = new MemoryStream();
            using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            {
                document.RootElement.WriteTo(writer);
            }

            payload = buffer.ToArray();
            return true;
        }
        catch (JsonException exception)
        {
            reason = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{exception.LineNumber + 1}:{exception.BytePositionInLine + 1}");
            return false;
        }
    }
}
