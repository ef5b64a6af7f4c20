using Vigia.Server.Notifications.Alerts;
using Vigia.Server.Notifications.Inhibition;
using Vigia.Server.Notifications.Intervals;
using Vigia.Server.Notifications.Matching;
using Vigia.Server.Notifications.Routing;
using Vigia.Server.Notifications.Silences;
using Vigia.Server.Notifications.Wording;

namespace Vigia.Server.Notifications.Dispatch;

/// <summary>Decides which alerts are kept back, in Alertmanager's order: inhibition, times, silences; acknowledgements, ours alone, last. Thread safe.</summary>
internal sealed class Suppressor(
    Inhibitor inhibitor, SilenceBook silences, AcknowledgementBook acknowledgements, IReadOnlyDictionary<string, IReadOnlyList<TimeInterval>> intervals)
{
    /// <summary>Why an alert is kept back on a route; null where it is not.</summary>
    public Suppression? Find(StoredAlert alert, Route route, DateTimeOffset now) => Inhibition(alert, now) ?? Times(route, now) ?? OfAlert(alert, now);

    /// <summary>Whether a route tells of anything at a moment; null where it does.</summary>
    public Suppression? Times(Route route, DateTimeOffset now)
    {
        if (route.ActiveTimeIntervals.Count > 0 && !route.ActiveTimeIntervals.Any(name => IsWithin(name, now)))
        {
            string names = string.Join(", ", route.ActiveTimeIntervals);
            return new Suppression(
                SuppressionKind.Inactive, string.Join(',', route.ActiveTimeIntervals), CodedText.Of("ByActiveTime", $"outside of the active time intervals {names}", names));
        }

        string? muting = route.MuteTimeIntervals.FirstOrDefault(name => IsWithin(name, now));
        return muting is null ? null : new Suppression(SuppressionKind.Muted, muting, CodedText.Of("ByMuteTime", $"within the mute time interval {muting}", muting));
    }

    public Suppression? Inhibition(StoredAlert alert, DateTimeOffset now) => inhibitor.Find(alert.Labels, now) is { } found
        ? new Suppression(SuppressionKind.Inhibited, found.Source.Fingerprint.ToString(), CodedText.Of(
            "ByInhibition", $"inhibited by {found.Source.Labels} through the rule of line {found.Rule.Line}", $"{found.Source.Labels}", $"{found.Rule.Line}"))
        : null;

    /// <summary>The silence or acknowledgement that keeps an alert back.</summary>
    public Suppression? OfAlert(StoredAlert alert, DateTimeOffset now)
    {
        if (silences.Matching(alert.Labels, now) is [var silence, ..])
        {
            string matchers = MatcherText.Format(silence.Matchers);
            return new Suppression(SuppressionKind.Silenced, silence.Id, CodedText.Of(
                "BySilence", $"silenced by {silence.CreatedBy} until {silence.EndsAt:u} with {matchers}: {silence.Comment}",
                silence.CreatedBy, $"{silence.EndsAt:u}", matchers, silence.Comment));
        }

        return acknowledgements.Find(alert.Fingerprint, now) is { } acknowledgement
            ? new Suppression(SuppressionKind.Acknowledged, acknowledgement.By, CodedText.Of(
                "ByAcknowledgement", $"acknowledged by {acknowledgement.By} until {acknowledgement.Until:u}: {acknowledgement.Note}",
                acknowledgement.By, $"{acknowledgement.Until:u}", acknowledgement.Note))
            : null;
    }

    /// <summary>The ids of the silences that hold for an alert.</summary>
    public IReadOnlyList<string> Silences(StoredAlert alert, DateTimeOffset now) => [.. silences.Matching(alert.Labels, now).Select(static silence => silence.Id)];

    private bool IsWithin(string name, DateTimeOffset now) => intervals.TryGetValue(name, out IReadOnlyList<TimeInterval>? parts) && parts.Any(part => part.Contains(now));
}
