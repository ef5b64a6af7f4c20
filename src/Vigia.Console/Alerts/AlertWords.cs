using Microsoft.Extensions.Localization;
using Vigia.Console.Resources;
using Vigia.Server.Notifications.History;
using Vigia.Server.Notifications.Wording;

namespace Vigia.Console.Alerts;

/// <summary>Says what the monitor says of notices in the visitor's language.</summary>
internal static class AlertWords
{
    /// <summary>A sentence; the English one where the language has none for its code.</summary>
    public static string Say(this IStringLocalizer<AlertsText> texts, CodedText said)
    {
        IEnumerable<string> places = said.Parts.Count == 0 ? said.Arguments : said.Arguments.Append(string.Join("; ", said.Parts.Select(texts.Say)));
        LocalizedString found = texts["Say" + said.Code, [.. places]];
        return found.ResourceNotFound ? said.Text : found.Value;
    }

    /// <summary>What came of an entry of the history, or who did it.</summary>
    public static string Outcome(this IStringLocalizer<AlertsText> texts, HistoryEntry entry) => entry.OutcomeSaid is { } said ? texts.Say(said) : entry.Outcome;
}
