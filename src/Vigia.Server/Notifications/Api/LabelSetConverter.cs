using System.Text.Json;
using System.Text.Json.Serialization;
using Vigia.Model.Labels;

namespace Vigia.Server.Notifications.Api;

/// <summary>Labels as an object of texts.</summary>
internal sealed class LabelSetConverter : JsonConverter<LabelSet>
{
    public override LabelSet Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        LabelSet.From((JsonSerializer.Deserialize<Dictionary<string, string>>(ref reader, options) ?? []).Select(static pair => new Label(pair.Key, pair.Value)));

    public override void Write(Utf8JsonWriter writer, LabelSet value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        foreach (Label label in value)
        {
            writer.WriteString(label.Name, label.Value);
        }

        writer.WriteEndObject();
    }
}
