using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using Vigia.Console.Dashboards.Frames;
using Vigia.Console.Dashboards.Model;
using Vigia.Console.Dashboards.Queries;
using Vigia.Console.Dashboards.Transformations;

namespace Vigia.Console.Dashboards.Json;

/// <summary>Writes fields' settings. Fields that share settings share what is written, unless it names the field. For one answer; not thread-safe.</summary>
internal sealed class FieldConfigWriter(PanelAnswer answer)
{
    private static readonly string[] Plain = ["unit", "decimals", "min", "max", "noValue"];

    private readonly Dictionary<FieldSettings, byte[]> _shared = [];

    public ReadOnlySpan<byte> Of(FrameField field, Frame frame)
    {
        FieldSettings settings = field.Settings ?? FieldSettings.Empty;
        if (_shared.TryGetValue(settings, out byte[]? written))
        {
            return written;
        }

        bool isOwn = HasVariables(settings);
        written = Write(settings, field, frame);
        if (!isOwn)
        {
            _shared.Add(settings, written);
        }

        return written;
    }

    private static bool HasVariables(FieldSettings settings)
    {
        foreach ((string name, JsonElement value) in settings.Standard)
        {
            if (name is "links" or "noValue" && value.ValueKind != JsonValueKind.Undefined && JsonMarshal.GetRawUtf8Value(value).Contains((byte)'$'))
            {
                return true;
            }
        }

        return false;
    }

    private byte[] Write(FieldSettings settings, FrameField field, Frame frame)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using var writer = new Utf8JsonWriter(buffer, JsonExpansion.Options);
        string Expand(string text) => FieldTemplate.Expand(text, field, frame, field.DisplayName, answer.Values);
        writer.WriteStartObject();
        foreach (string name in Plain)
        {
            writer.WritePropertyName(name);
            JsonExpansion.Write(writer, settings.Standard.GetValueOrDefault(name), Expand);
        }

        Color(writer, settings);
        Thresholds(writer, settings);
        writer.WritePropertyName("mappings");
        if (settings.Standard.TryGetValue("mappings", out JsonElement mappings) && mappings.ValueKind == JsonValueKind.Array)
        {
            JsonExpansion.Write(writer, mappings, Expand);
        }
        else
        {
            writer.WriteRawValue("[]"u8);
        }

        Links(writer, settings, Expand);
        writer.WriteStartObject("custom");
        foreach ((string name, JsonElement value) in settings.Custom)
        {
            writer.WritePropertyName(name);
            JsonExpansion.Write(writer, value, Expand);
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private void Color(Utf8JsonWriter writer, FieldSettings settings)
    {
        var color = new TransformationOptions(settings.Standard.GetValueOrDefault("color"));
        string mode = color.Text("mode", PanelTypes.ColorModeOf(answer.Panel.Type));
        string fixedColor = color.Text("fixedColor");
        writer.WriteString("colorMode", mode);
        if (fixedColor.Length > 0 && mode is "fixed" or "shades")
        {
            writer.WriteString("color", GrafanaColors.Token(fixedColor));
        }
        else
        {
            writer.WriteNull("color");
        }

        if (color.Text("seriesBy") is { Length: > 0 } by)
        {
            writer.WriteString("colorBy", by);
        }
    }

    private static void Thresholds(Utf8JsonWriter writer, FieldSettings settings)
    {
        var thresholds = new TransformationOptions(settings.Standard.GetValueOrDefault("thresholds"));
        writer.WriteStartObject("thresholds");
        writer.WriteString("mode", thresholds.Text("mode", "absolute") == "percentage" ? "percentage" : "absolute");
        writer.WriteStartArray("steps");
        foreach (TransformationOptions step in thresholds["steps"].Items)
        {
            writer.WriteStartObject();
            writer.WritePropertyName("value");
            if (step.Number("value") is { } value)
            {
                writer.WriteNumberValue(value);
            }
            else
            {
                writer.WriteNullValue();
            }

            writer.WriteString("color", GrafanaColors.Token(step.Text("color", "green")));
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Links(Utf8JsonWriter writer, FieldSettings settings, Func<string, string> expand)
    {
        writer.WriteStartArray("links");
        foreach (TransformationOptions link in new TransformationOptions(settings.Standard.GetValueOrDefault("links")).Items)
        {
            if (link.Text("url") is { Length: > 0 } url)
            {
                writer.WriteStartObject();
                writer.WriteString("title", expand(link.Text("title")));
                writer.WriteString("url", LinkAddress.Safe(expand(url)));
                writer.WriteBoolean("newTab", link.Flag("targetBlank"));
                writer.WriteEndObject();
            }
        }

        writer.WriteEndArray();
    }
}
