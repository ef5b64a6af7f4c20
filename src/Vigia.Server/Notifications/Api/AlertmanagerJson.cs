using System.Globalization;
using System.Text.Json;
using Vigia.Model.Labels;
using Vigia.Server.Notifications.Silences;

namespace Vigia.Server.Notifications.Api;

/// <summary>Writes the values of Alertmanager's API v2.</summary>
/// <remarks>https://github.com/prometheus/alertmanager/blob/main/api/v2/openapi.yaml.</remarks>
internal static class AlertmanagerJson
{
    public static void Labels(Utf8JsonWriter json, string name, LabelSet labels)
    {
        json.WriteStartObject(name);
        foreach (Label label in labels)
        {
            json.WriteString(label.Name, label.Value);
        }

        json.WriteEndObject();
    }

    public static void Alert(Utf8JsonWriter json, AlertStatus alert)
    {
        json.WriteStartObject();
        Labels(json, "annotations", alert.Annotations);
        Time(json, "endsAt", alert.EndsAt);
        json.WriteString("fingerprint", alert.Fingerprint);
        json.WriteStartArray("receivers");
        foreach (string receiver in alert.Receivers)
        {
            json.WriteStartObject();
            json.WriteString("name", receiver);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        Time(json, "startsAt", alert.StartsAt);
        json.WriteStartObject("status");
        Texts(json, "inhibitedBy", alert.InhibitedBy);
        Texts(json, "silencedBy", alert.SilencedBy);
        Texts(json, "mutedBy", []);
        json.WriteString("state", alert.InhibitedBy.Count > 0 || alert.SilencedBy.Count > 0 ? "suppressed" : "active");
        json.WriteEndObject();
        Time(json, "updatedAt", alert.UpdatedAt);
        json.WriteString("generatorURL", alert.GeneratorUrl);
        Labels(json, "labels", alert.Labels);
        json.WriteEndObject();
    }

    public static void Silence(Utf8JsonWriter json, Silence silence, DateTimeOffset now)
    {
        json.WriteStartObject();
        json.WriteString("id", silence.Id);
        json.WriteStartObject("status");
        json.WriteString("state", silence.StateAt(now) switch { SilenceState.Active => "active", SilenceState.Pending => "pending", _ => "expired" });
        json.WriteEndObject();
        Time(json, "updatedAt", silence.UpdatedAt);
        json.WriteString("comment", silence.Comment);
        json.WriteString("createdBy", silence.CreatedBy);
        Time(json, "endsAt", silence.EndsAt);
        json.WriteStartArray("matchers");
        foreach (LabelMatcher matcher in silence.Matchers)
        {
            json.WriteStartObject();
            json.WriteBoolean("isEqual", matcher.Kind is MatchKind.Equal or MatchKind.Regex);
            json.WriteBoolean("isRegex", matcher.Kind is MatchKind.Regex or MatchKind.NotRegex);
            json.WriteString("name", matcher.Name);
            json.WriteString("value", matcher.Value);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        Time(json, "startsAt", silence.StartsAt);
        json.WriteEndObject();
    }

    public static void Time(Utf8JsonWriter json, string name, DateTimeOffset time) =>
        json.WriteString(name, time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture));

    public static void Texts(Utf8JsonWriter json, string name, IReadOnlyList<string> texts)
    {
        json.WriteStartArray(name);
        foreach (string text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }
}
