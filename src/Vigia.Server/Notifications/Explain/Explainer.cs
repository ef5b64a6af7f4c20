using Vigia.Model.Labels;
using Vigia.Server.Notifications.Alerts;
using Vigia.Server.Notifications.Dispatch;
using Vigia.Server.Notifications.History;
using Vigia.Server.Notifications.Matching;
using Vigia.Server.Notifications.Routing;
using Vigia.Server.Notifications.Running;
using Vigia.Server.Notifications.Wording;

namespace Vigia.Server.Notifications.Explain;

/// <summary>Puts an explanation together from what is configured, what is so now, and what the history says.</summary>
internal static class Explainer
{
    private const int MaxEntries = 200;

    public static NotificationExplanation Explain(NotificationCenter center, LabelSet labels, AlertStatus? status)
    {
        DateTimeOffset now = center.Parts.Time.GetUtcNow();
        NotificationRuntime runtime = center.Runtime;
        AlertFingerprint fingerprint = AlertFingerprint.Of(labels);
        StoredAlert alert = center.Parts.Alerts.Find(fingerprint)
            ?? new StoredAlert { Labels = labels, Fingerprint = fingerprint, Annotations = LabelSet.Empty, StartsAt = now, EndsAt = now, UpdatedAt = now };
        Route[] taken = [.. runtime.Configuration.Route.Match(labels)];
        var steps = new List<RouteStep>();
        Walk(runtime.Configuration.Route, labels, taken, depth: 0, steps);
        GroupExplanation[] groups = [.. taken.Select(route => Group(route, alert, runtime, now))];
        string id = fingerprint.ToString();
        IReadOnlyList<HistoryEntry> attempts = Search(HistoryKind.NotificationSent, HistoryKind.NotificationFailed, HistoryKind.Suppressed);
        return new NotificationExplanation
        {
            Labels = labels,
            Fingerprint = id,
            Alert = status,
            Expression = CurrentValues.Expression(alert.GeneratorUrl),
            Changes = Search(HistoryKind.AlertFiring, HistoryKind.AlertResolved, HistoryKind.Acknowledged, HistoryKind.AcknowledgementEnded),
            Routes = steps,
            Groups = groups,
            Attempts = attempts,
            Said = [.. Summarize(status, groups, attempts, runtime)],
        };

        IReadOnlyList<HistoryEntry> Search(params HistoryKind[] kinds) =>
            center.Parts.Store.Search(new HistoryQuery { Fingerprint = id, Kinds = kinds, Limit = MaxEntries });
    }

    private static void Walk(Route route, LabelSet labels, Route[] taken, int depth, List<RouteStep> steps)
    {
        MatcherAnswer[] answers =
            [.. route.Matchers.Select(matcher => new MatcherAnswer(MatcherText.FormatOne(matcher), labels[matcher.Name], matcher.Matches(labels[matcher.Name])))];
        bool matches = answers.All(static answer => answer.Matches);
        steps.Add(new RouteStep(depth, route.Line, route.Receiver, answers, matches, taken.Contains(route), route.Continues));
        if (!matches)
        {
            return;
        }

        foreach (Route child in route.Routes)
        {
            Walk(child, labels, taken, depth + 1, steps);
            if (child.Matchers.MatchesAll(labels) && !child.Continues)
            {
                break;
            }
        }
    }

    private static GroupExplanation Group(Route route, StoredAlert alert, NotificationRuntime runtime, DateTimeOffset now)
    {
        LabelSet labels = route.GroupLabels(alert.Labels);
        AlertGroup? group = runtime.Dispatcher.Groups().Select(static pair => pair.Group).FirstOrDefault(group => group.Route == route && group.Labels.Equals(labels));
        Suppression? suppression = runtime.Suppressor.Find(alert, route, now);
        return new GroupExplanation
        {
            Key = $"{route.Key}:{labels}",
            Receiver = route.Receiver,
            GroupWait = route.GroupWait,
            GroupInterval = route.GroupInterval,
            RepeatInterval = route.RepeatInterval,
            HoldsAlert = group?.Contains(alert.Fingerprint) == true,
            NextFlush = group?.NextFlush,
            LastFlush = group?.LastFlush?.At,
            DecisionsSaid = group?.LastFlush?.Decisions ?? [],
            SuppressedBy = suppression?.Kind,
            SuppressionSaid = suppression?.Said,
        };
    }

    private static IEnumerable<CodedText> Summarize(AlertStatus? status, GroupExplanation[] groups, IReadOnlyList<HistoryEntry> attempts, NotificationRuntime runtime)
    {
        yield return status is null ? CodedText.Of("AlertUnknown", "No alert with exactly these labels is known now.")
            : status.IsResolved ? CodedText.Of("AlertResolved", $"The alert resolved at {status.EndsAt:u}.", $"{status.EndsAt:u}")
            : CodedText.Of("AlertFiring", $"The alert has been firing since {status.StartsAt:u}.", $"{status.StartsAt:u}");
        foreach (GroupExplanation group in groups)
        {
            string receiver = group.Receiver;
            if (runtime.Receivers.GetValueOrDefault(receiver) is null or [])
            {
                yield return CodedText.Of("ReceiverNoAddress", $"Receiver {receiver} has no address: nothing is sent to it.", receiver);
            }
            else if (group.SuppressionSaid is { } reason)
            {
                yield return new CodedText("ReceiverKeptBack", $"Receiver {receiver} is not told: {reason}.", [receiver], [reason]);
            }
            else if (group is { HoldsAlert: true, LastFlush: null })
            {
                yield return CodedText.Of("ReceiverWaits", $"Receiver {receiver} is told at {group.NextFlush:u}, when group_wait is over.", receiver, $"{group.NextFlush:u}");
            }
            else if (group.HoldsAlert)
            {
                yield return new CodedText(
                    "ReceiverLooked",
                    $"Receiver {receiver} at {group.LastFlush:u}: {CodedText.Join(group.DecisionsSaid)}. It is looked at again at {group.NextFlush:u}.",
                    [receiver, $"{group.LastFlush:u}", $"{group.NextFlush:u}"],
                    group.DecisionsSaid);
            }
        }

        if (attempts.FirstOrDefault(static entry => entry.Kind != HistoryKind.Suppressed) is { } last)
        {
            // What an earlier version wrote down may be in none of today's words.
            string text = $"The last attempt was at {last.At:u} to {last.Receiver} over {last.Integration}: {last.Outcome}. {last.Detail}";
            yield return last.OutcomeSaid is { } outcome
                ? new CodedText("LastAttempt", text, [$"{last.At:u}", last.Receiver, last.Integration, last.Detail], [outcome])
                : new CodedText("LastAttempt", text, [$"{last.At:u}", last.Receiver, last.Integration, last.Detail, last.Outcome], []);
        }
        else
        {
            yield return CodedText.Of("NeverAttempted", "No notice of it was ever attempted, as far back as the history goes.");
        }
    }
}
