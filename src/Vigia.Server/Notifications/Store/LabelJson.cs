using System.Text.Json;
using Vigia.Model.Labels;

namespace Vigia.Server.Notifications.Store;

/// <summary>Labels as a JSON object of texts.</summary>
internal static class LabelJson
{
    public static string Write(LabelSet labels) => JsonSerializer.Serialize(labels.ToDictionary(static label => label.Name, static label => label.Value));

    /// <summary>Labels from a text that this class wrote.</summary>
    public static LabelSet Read(string text) =>
        LabelSet.From((JsonSerializer.Deserialize<Dictionary<string, string>>(text) ?? []).Select(static pair => new Label(pair.Key, pair.Value)));
}
