using System.Text.Json;
using Vigia.Model.Labels;
using Vigia.Server.Notifications.Dispatch;
using Vigia.Server.Notifications.Templates;
using Vigia.Server.Notifications.Templates.Values;

namespace Vigia.Server.Notifications.Notifiers;

/// <summary>Alertmanager's webhook message, version 4.</summary>
/// <remarks>https://prometheus.io/docs/alerting/latest/configuration/#webhook_config.</remarks>
internal static class WebhookMessage
{
    public static byte[] Write(Notice notice, int maxAlerts)
    {
        NotificationData data = notice.Data;
        int count = maxAlerts > 0 ? Math.Min(maxAlerts, data.Alerts.Count) : data.Alerts.Count;
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("receiver", data.Receiver);
            json.WriteString("status", data.IsFiring ? "firing" : "resolved");
            json.WriteStartArray("alerts");
            foreach (AlertView view in data.Alerts.Take(count))
            {
                json.WriteStartObject();
                json.WriteString("status", view.IsResolved ? "resolved" : "firing");
                Labels(json, "labels", view.Alert.Labels);
                Labels(json, "annotations", view.Alert.Annotations);
                json.WriteString("startsAt", Time(view.Alert.StartsAt));
                json.WriteString("endsAt", view.IsResolved ? Time(view.Alert.EndsAt) : "0001-01-01T00:00:00Z");
                json.WriteString("generatorURL", view.Source);
                json.WriteString("fingerprint", view.Alert.Fingerprint.ToString());
                json.WriteEndObject();
            }

            json.WriteEndArray();
            Labels(json, "groupLabels", data.GroupLabels);
            Labels(json, "commonLabels", data.CommonLabels);
            Labels(json, "commonAnnotations", data.CommonAnnotations);
            json.WriteString("externalURL", data.ExternalAddress);
            json.WriteString("version", "4");
            json.WriteString("groupKey", notice.GroupKey);
            json.WriteNumber("truncatedAlerts", data.Alerts.Count - count);
            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    /// <summary>RFC 3339 as Go writes it: without a fraction where there is none.</summary>
    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFFK", System.Globalization.CultureInfo.InvariantCulture);

    private static void Labels(Utf8JsonWriter json, string name, LabelSet labels)
    {
        json.WriteStartObject(name);
        foreach (Label label in labels)
        {
            json.WriteString(label.Name, label.Value);
        }

        json.WriteEndObject();
    }
}
