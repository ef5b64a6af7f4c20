using System.Text.RegularExpressions;
using Vigia.Server.Notifications.History;

namespace Vigia.Server.Notifications.Wording;

/// <summary>Reads the outcomes of the history, which are kept in English, back into codes. What is no sentence of ours, such as a name, stays as it is.</summary>
internal static partial class HistoryWording
{
    private const string TakenBack = "taken back by ";

    /// <summary>The outcome by code; null where it is a name, or nothing.</summary>
    public static CodedText? Outcome(HistoryEntry entry) => entry.Kind switch
    {
        HistoryKind.NotificationSent or HistoryKind.NotificationFailed => Attempt(entry.Outcome),
        HistoryKind.ReceiverTested => Tested(entry.Outcome),
        HistoryKind.AlertFiring when entry.Outcome == "started" => CodedText.Of("OutcomeStarted", entry.Outcome),
        HistoryKind.AlertResolved when entry.Outcome == "ended by its source" => CodedText.Of("OutcomeEnded", entry.Outcome),
        HistoryKind.AlertResolved when entry.Outcome == "nothing more was heard of it" => CodedText.Of("OutcomeUnheard", entry.Outcome),
        HistoryKind.AcknowledgementEnded => AcknowledgementEnd(entry.Outcome),
        HistoryKind.Suppressed => Known("Outcome" + entry.Outcome, entry.Outcome),
        _ => null,
    };

    private static CodedText? Attempt(string outcome)
    {
        Match match = AttemptText().Match(outcome);
        if (!match.Success || Known("Reason_" + match.Groups["reason"].Value, match.Groups["reason"].Value) is not { } reason)
        {
            return null;
        }

        string attempt = match.Groups["attempt"].Value;
        return match.Groups["count"].Success
            ? new CodedText("OutcomeMany", outcome, [match.Groups["count"].Value, attempt], [reason])
            : new CodedText(match.Groups["state"].Value == "firing" ? "OutcomeFiring" : "OutcomeResolved", outcome, [attempt], [reason]);
    }

    private static CodedText? Tested(string outcome)
    {
        // "ok, by ana"; a name may hold anything, a reason no comma.
        int comma = outcome.IndexOf(", by ", StringComparison.Ordinal);
        string reason = comma < 0 ? outcome : outcome[..comma];
        return Known("Reason_" + reason, reason) is not { } known ? null
            : comma < 0 ? known
            : new CodedText("OutcomeTestedBy", outcome, [outcome[(comma + ", by ".Length)..]], [known]);
    }

    private static CodedText? AcknowledgementEnd(string outcome) => outcome switch
    {
        "expired" => CodedText.Of("OutcomeExpired", outcome),
        "resolved" => CodedText.Of("OutcomeOver", outcome),
        _ when outcome.StartsWith(TakenBack, StringComparison.Ordinal) => CodedText.Of("OutcomeTakenBack", outcome, outcome[TakenBack.Length..]),
        _ => null,
    };

    private static CodedText? Known(string code, string text) => WordingCodes.Places.ContainsKey(code) ? CodedText.Of(code, text) : null;

    [GeneratedRegex(@"^(?:(?<state>firing|resolved)|(?<count>\d+) alerts), attempt (?<attempt>\d+): (?<reason>[a-z_]+)$", RegexOptions.ExplicitCapture)]
    private static partial Regex AttemptText();
}
