using System.Globalization;
using System.Text.Json;
using Vigia.Model.Labels;
using Vigia.Server.Notifications.Matching;
using Vigia.Server.Notifications.Silences;

namespace Vigia.Server.Notifications.Api;

/// <summary>Reads the body of <c>POST /api/v2/silences</c>.</summary>
internal static class PostedSilence
{
    /// <summary>The silence.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    /// <exception cref="MatcherTextException">A matcher's expression is wrong, or there are too many.</exception>
    public static Silence Read(JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object || !body.TryGetProperty("matchers", out JsonElement matchers) || matchers.ValueKind != JsonValueKind.Array)
        {
            throw new JsonException("matchers in body is required");
        }

        var budget = new LabelPatternBudget();
        return new Silence
        {
            Id = Text(body, "id") ?? "",
            Matchers = [.. matchers.EnumerateArray().Select(item => Matcher(item, budget))],
            StartsAt = Time(body, "startsAt"),
            EndsAt = Time(body, "endsAt"),
            CreatedBy = Text(body, "createdBy") ?? throw new JsonException("createdBy in body is required"),
            Comment = Text(body, "comment") ?? throw new JsonException("comment in body is required"),
        };
    }

    private static LabelMatcher Matcher(JsonElement item, LabelPatternBudget budget)
    {
        if (item.ValueKind != JsonValueKind.Object)
        {
            throw new JsonException("a matcher must be an object");
        }

        string name = Text(item, "name") is { Length: > 0 } given ? given : throw new JsonException("name in body is required");
        string value = Text(item, "value") ?? throw new JsonException("value in body is required");
        bool isRegex = Flag(item, "isRegex") ?? throw new JsonException("isRegex in body is required");
        bool isEqual = Flag(item, "isEqual") ?? true;
        MatchKind kind = isRegex ? isEqual ? MatchKind.Regex : MatchKind.NotRegex : isEqual ? MatchKind.Equal : MatchKind.NotEqual;
        return MatcherText.Create(kind, name, value, budget);
    }

    private static string? Text(JsonElement item, string name) => item.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static bool? Flag(JsonElement item, string name) => item.TryGetProperty(name, out JsonElement value) && value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : null;

    private static DateTimeOffset Time(JsonElement item, string name) =>
        DateTimeOffset.TryParse(Text(item, name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time)
            ? time.ToUniversalTime()
            : throw new JsonException($"{name} in body is required, as in RFC 3339");
}
