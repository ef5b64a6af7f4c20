using System.Text.Json;
using Vigia.Model.Labels;
using Vigia.Server.Notifications.Matching;

namespace Vigia.Server.Notifications.Store;

/// <summary>Matchers as a JSON list of texts, each as Alertmanager writes one.</summary>
internal static class MatcherJson
{
    public static string Write(IEnumerable<LabelMatcher> matchers) => JsonSerializer.Serialize(matchers.Select(MatcherText.FormatOne));

    public static IReadOnlyList<LabelMatcher> Read(string text) => [.. (JsonSerializer.Deserialize<string[]>(text) ?? []).Select(static matcher => MatcherText.ParseOne(matcher))];
}
