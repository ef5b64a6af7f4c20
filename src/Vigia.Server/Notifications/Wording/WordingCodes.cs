namespace Vigia.Server.Notifications.Wording;

/// <summary>What is said of notices, by code, and how many places each code has: its arguments, and one more where it has parts.</summary>
internal static class WordingCodes
{
    /// <summary>Every code that there is.</summary>
    public static readonly IReadOnlyDictionary<string, int> Places = new Dictionary<string, int>(StringComparer.Ordinal)
    {
        // What an explanation sums up.
        ["AlertUnknown"] = 0,
        ["AlertResolved"] = 1,
        ["AlertFiring"] = 1,
        ["ReceiverNoAddress"] = 1,
        ["ReceiverKeptBack"] = 2,
        ["ReceiverWaits"] = 2,
        ["ReceiverLooked"] = 4,
        ["LastAttempt"] = 5,
        ["NeverAttempted"] = 0,

        // What keeps an alert back.
        ["ByInhibition"] = 2,
        ["BySilence"] = 4,
        ["ByMuteTime"] = 1,
        ["ByActiveTime"] = 1,
        ["ByAcknowledgement"] = 3,

        // What a way to a receiver did with a group.
        ["DecisionNoAddress"] = 1,
        ["DecisionKeptBack"] = 1,
        ["DecisionNotNeeded"] = 2,
        ["DecisionFailed"] = 3,
        ["DecisionSent"] = 2,
        ["DecisionUntold"] = 1,

        // Why it did.
        ["WhyFirst"] = 0,
        ["WhyNeverTold"] = 0,
        ["WhyNew"] = 0,
        ["WhyAllResolved"] = 0,
        ["WhyAllResolvedTold"] = 0,
        ["WhyResolved"] = 0,
        ["WhyRepeated"] = 0,
        ["WhyNothingNew"] = 1,

        // What the history says came of it.
        ["OutcomeStarted"] = 0,
        ["OutcomeEnded"] = 0,
        ["OutcomeUnheard"] = 0,
        ["OutcomeExpired"] = 0,
        ["OutcomeOver"] = 0,
        ["OutcomeTakenBack"] = 1,
        ["OutcomeFiring"] = 2,
        ["OutcomeResolved"] = 2,
        ["OutcomeMany"] = 3,
        ["OutcomeTestedBy"] = 2,
        ["OutcomeInhibited"] = 0,
        ["OutcomeSilenced"] = 0,
        ["OutcomeMuted"] = 0,
        ["OutcomeInactive"] = 0,
        ["OutcomeAcknowledged"] = 0,
        ["Reason_ok"] = 0,
        ["Reason_status"] = 0,
        ["Reason_network"] = 0,
        ["Reason_timeout"] = 0,
        ["Reason_configuration"] = 0,
        ["Reason_template"] = 0,
        ["Reason_queue_full"] = 0,
        ["Reason_deadline"] = 0,
    };
}
