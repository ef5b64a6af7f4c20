using System.Buffers;
using System.Text.Json;
using Vigia.Console.Dashboards.Model;
using Vigia.Console.Dashboards.Queries;
using Vigia.Console.Dashboards.Templating;

namespace Vigia.Console.Dashboards.Json;

/// <summary>A panel's options with variables filled in, and the defaults of its type where the file says nothing.</summary>
internal static class PanelOptionsJson
{
    public static ReadOnlySpan<byte> Of(Panel panel, TemplateValues values)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer, JsonExpansion.Options);
        writer.WriteStartObject();
        var written = new HashSet<string>(StringComparer.Ordinal);
        if (panel.Options.ValueKind == JsonValueKind.Object)
        {
            foreach (JsonProperty option in panel.Options.EnumerateObject())
            {
                written.Add(option.Name);
                writer.WritePropertyName(option.Name);
                JsonExpansion.Write(writer, option.Value, text => TemplateText.Expand(text, values, panel.Type == "text" ? "text" : "glob"));
            }
        }

        foreach ((string name, string json) in PanelTypes.OptionsOf(panel.Type))
        {
            if (!written.Contains(name))
            {
                writer.WritePropertyName(name);
                writer.WriteRawValue(json);
            }
        }

        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenSpan;
    }
}
