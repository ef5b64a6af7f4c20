using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using Vigia.Console.Dashboards.Queries;

namespace Vigia.Console.Dashboards.Json;

/// <summary>Copies JSON, filling in its texts and turning Grafana's colours into the console's.</summary>
internal static class JsonExpansion
{
    public static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static void Write(Utf8JsonWriter writer, JsonElement value, Func<string, string> expand)
    {
        if (value.ValueKind == JsonValueKind.Undefined)
        {
            writer.WriteNullValue();
            return;
        }

        ReadOnlySpan<byte> raw = JsonMarshal.GetRawUtf8Value(value);
        if (!MayChange(raw))
        {
            writer.WriteRawValue(raw, skipInputValidation: true);
            return;
        }

        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (JsonProperty property in value.EnumerateObject())
                {
                    writer.WritePropertyName(property.Name);
                    if (property.Value.ValueKind == JsonValueKind.String && IsColor(property.Name))
                    {
                        writer.WriteStringValue(GrafanaColors.Token(expand(property.Value.GetString()!)));
                    }
                    else
                    {
                        Write(writer, property.Value, expand);
                    }
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (JsonElement item in value.EnumerateArray())
                {
                    Write(writer, item, expand);
                }

                writer.WriteEndArray();
                break;
            case JsonValueKind.String:
                writer.WriteStringValue(expand(value.GetString()!));
                break;
            default:
                writer.WriteRawValue(raw, skipInputValidation: true);
                break;
        }
    }

    private static bool IsColor(string name) => name is "color" or "fixedColor" or "lineColor";

    /// <summary>Whether there may be a colour or a variable in it; what has neither is copied as it is.</summary>
    private static bool MayChange(ReadOnlySpan<byte> raw) => raw.IndexOf("olor"u8) >= 0 || raw.Contains((byte)'$') || raw.IndexOf("[["u8) >= 0;
}
