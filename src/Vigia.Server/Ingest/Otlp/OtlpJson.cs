using System.Globalization;
using System.Text.Json;
using Vigia.Server.Protobuf;

namespace Vigia.Server.Ingest.Otlp;

/// <summary>
/// Turns a request in OTLP's JSON into the same request in protobuf, so that there is one way to read it: 64-bit numbers as texts or numbers, ids in
/// hexadecimal, unknown fields passed over.
/// </summary>
/// <remarks>https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding.</remarks>
internal static class OtlpJson
{
    private const int MaxDepth = 64;

    /// <summary>Writes a request.</summary>
    /// <exception cref="ProtobufException">It is no such JSON.</exception>
    public static void Write(ReadOnlyMemory<byte> json, JsonMessage message, ProtobufWriter to)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = MaxDepth });
            Write(document.RootElement, message, to);
        }
        catch (Exception exception) when (exception is JsonException or FormatException or InvalidOperationException or OverflowException)
        {
            throw new ProtobufException("the JSON is not the request that it should be: " + exception.Message);
        }
    }

    private static void Write(JsonElement element, JsonMessage message, ProtobufWriter to)
    {
        foreach (JsonProperty property in element.EnumerateObject())
        {
            if (message.Find(property.Name) is not { } field || property.Value.ValueKind == JsonValueKind.Null)
            {
                continue;
            }

            if (property.Value.ValueKind == JsonValueKind.Array)
            {
                foreach (JsonElement item in property.Value.EnumerateArray())
                {
                    WriteField(item, field, to);
                }
            }
            else
            {
                WriteField(property.Value, field, to);
            }
        }
    }

    private static void WriteField(JsonElement value, JsonField field, ProtobufWriter to)
    {
        switch (field.Kind)
        {
            case JsonFieldKind.Message:
                int start = to.Begin(field.Number);
                Write(value, field.Message!, to);
                to.End(start);
                break;
            case JsonFieldKind.Text: to.Text(field.Number, value.GetString() ?? ""); break;
            case JsonFieldKind.Base64: to.Bytes(field.Number, value.GetBytesFromBase64()); break;
            case JsonFieldKind.Hex: to.Bytes(field.Number, Convert.FromHexString(value.GetString() ?? "")); break;
            case JsonFieldKind.Boolean: to.Integer(field.Number, value.GetBoolean() ? 1UL : 0); break;
            case JsonFieldKind.Integer: to.Integer(field.Number, Whole(value)); break;
            case JsonFieldKind.ZigZag: to.ZigZag(field.Number, (long)Whole(value)); break;
            case JsonFieldKind.Fixed64: to.Double(field.Number, BitConverter.UInt64BitsToDouble(Whole(value))); break;
            case JsonFieldKind.Double: to.Double(field.Number, Number(value)); break;
            case JsonFieldKind.Temporality: to.Integer(field.Number, Temporality(value)); break;
        }
    }

    /// <summary>A 64-bit number, signed or not, as its bits.</summary>
    private static ulong Whole(JsonElement value)
    {
        string text = value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
        return text.StartsWith('-')
            ? (ulong)long.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture)
            : ulong.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
    }

    private static double Number(JsonElement value) => value.ValueKind != JsonValueKind.String
        ? value.GetDouble()
        : value.GetString() switch
        {
            "NaN" => double.NaN,
            "Infinity" => double.PositiveInfinity,
            "-Infinity" => double.NegativeInfinity,
            var text => double.Parse(text!, NumberStyles.Float, CultureInfo.InvariantCulture),
        };

    private static ulong Temporality(JsonElement value) => value.ValueKind != JsonValueKind.String
        ? value.GetUInt64()
        : value.GetString() switch
        {
            "AGGREGATION_TEMPORALITY_DELTA" => 1,
            "AGGREGATION_TEMPORALITY_CUMULATIVE" => 2,
            _ => 0,
        };
}
