using System.Globalization;
using System.Text.Json;
using Vigia.Model.Labels;
using Vigia.Server.Notifications.Alerts;

namespace Vigia.Server.Notifications.Api;

/// <summary>Reads the body of <c>POST /api/v2/alerts</c>, and fills in what may be left out as Alertmanager does.</summary>
internal static class PostedAlerts
{
    private const int MaxAlerts = 100_000;
    private const int MaxLabels = 128;

    /// <summary>The alerts that are right, and what is wrong with the others.</summary>
    /// <exception cref="JsonException">It is no list of alerts.</exception>
    public static (IReadOnlyList<StoredAlert> Alerts, IReadOnlyList<string> Errors) Read(JsonElement body, TimeSpan resolveTimeout, DateTimeOffset now)
    {
        if (body.ValueKind != JsonValueKind.Array || body.GetArrayLength() > MaxAlerts)
        {
            throw new JsonException($"the body must be a list of at most {MaxAlerts} alerts");
        }

        var alerts = new List<StoredAlert>();
        var errors = new List<string>();
        foreach (JsonElement item in body.EnumerateArray())
        {
            try
            {
                alerts.Add(ReadOne(item, resolveTimeout, now));
            }
            catch (FormatException exception)
            {
                errors.Add(exception.Message);
            }
        }

        return (alerts, errors);
    }

    private static StoredAlert ReadOne(JsonElement item, TimeSpan resolveTimeout, DateTimeOffset now)
    {
        if (item.ValueKind != JsonValueKind.Object)
        {
            throw new JsonException("an alert must be an object");
        }

        LabelSet labels = Labels(item, "labels");
        if (labels.Count == 0)
        {
            throw new FormatException("at least one label pair required");
        }

        DateTimeOffset? startsAt = Time(item, "startsAt");
        DateTimeOffset? endsAt = Time(item, "endsAt");
        DateTimeOffset start = startsAt ?? endsAt ?? now;
        DateTimeOffset end = endsAt ?? now + resolveTimeout;
        if (end < start)
        {
            throw new FormatException("start time must be before end time");
        }

        return new StoredAlert
        {
            Labels = labels,
            Fingerprint = AlertFingerprint.Of(labels),
            Annotations = Labels(item, "annotations"),
            StartsAt = start,
            EndsAt = end,
            UpdatedAt = now,
            IsTimeout = endsAt is null,
            GeneratorUrl = item.TryGetProperty("generatorURL", out JsonElement url) && url.ValueKind == JsonValueKind.String ? url.GetString()! : "",
        };
    }

    private static LabelSet Labels(JsonElement item, string name)
    {
        if (!item.TryGetProperty(name, out JsonElement labels) || labels.ValueKind == JsonValueKind.Null)
        {
            return LabelSet.Empty;
        }

        if (labels.ValueKind != JsonValueKind.Object)
        {
            throw new JsonException($"{name} must be an object of texts");
        }

        var read = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (JsonProperty label in labels.EnumerateObject())
        {
            if (label.Value.ValueKind != JsonValueKind.String)
            {
                throw new JsonException($"{name} must be an object of texts");
            }

            if (label.Name.Length == 0)
            {
                throw new FormatException($"invalid name in {name}: \"\"");
            }

            read[label.Name] = label.Value.GetString()!;
        }

        return read.Count <= MaxLabels
            ? LabelSet.From(read.Select(static pair => new Label(pair.Key, pair.Value)))
            : throw new FormatException($"more than {MaxLabels} {name}");
    }

    private static DateTimeOffset? Time(JsonElement item, string name)
    {
        if (!item.TryGetProperty(name, out JsonElement value) || value.ValueKind == JsonValueKind.Null || (value.ValueKind == JsonValueKind.String && value.GetString() is "" or "0001-01-01T00:00:00Z" or "0001-01-01T00:00:00.000Z"))
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.String && DateTimeOffset.TryParse(value.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time)
            ? time.ToUniversalTime()
            : throw new JsonException($"{name} must be a time as in RFC 3339");
    }
}
