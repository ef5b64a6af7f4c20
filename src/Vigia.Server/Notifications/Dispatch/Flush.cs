using Vigia.Model.Labels;
using Vigia.Server.Notifications.Alerts;
using Vigia.Server.Notifications.Configuration.Model;
using Vigia.Server.Notifications.Delivery;
using Vigia.Server.Notifications.History;
using Vigia.Server.Notifications.Store;
using Vigia.Server.Notifications.Templates;
using Vigia.Server.Notifications.Wording;

namespace Vigia.Server.Notifications.Dispatch;

/// <summary>Tells a group's receiver what is new, as Alertmanager decides what that is. Thread safe.</summary>
internal sealed class Flush(
    Suppressor suppressor,
    IReadOnlyDictionary<string, IReadOnlyList<Integration>> receivers,
    NotificationLog log,
    NotificationStore store,
    NotifyConfiguration options,
    CurrentValues values,
    NotificationMetrics metrics,
    TimeProvider time)
{
    private const int MaxEntries = 100;

    private static readonly TimeSpan ShortestDeadline = TimeSpan.FromSeconds(10);

    /// <summary>Tells of a group once.</summary>
    /// <param name="group">The group.</param>
    /// <param name="alerts">Its alerts.</param>
    /// <param name="stopping">Ends waits for another attempt.</param>
    public async Task<FlushReport> RunAsync(AlertGroup group, IReadOnlyList<StoredAlert> alerts, CancellationToken stopping)
    {
        DateTimeOffset now = time.GetUtcNow();
        var suppressed = new Dictionary<AlertFingerprint, Suppression>();
        foreach (StoredAlert alert in alerts)
        {
            if (suppressor.Find(alert, group.Route, now) is { } suppression)
            {
                suppressed[alert.Fingerprint] = suppression;
                metrics.Suppressed(suppression.Kind);
            }
        }

        NoteSuppressed(group, alerts, suppressed, now);
        if (alerts.Count == 0)
        {
            return new FlushReport(now, suppressed, [], Succeeded: true);
        }

        IReadOnlyList<Integration> ways = receivers.GetValueOrDefault(group.Route.Receiver) ?? [];
        (bool Succeeded, CodedText Decision)[] results = await Task.WhenAll(ways.Select(way => TellAsync(way, group, alerts, suppressed, now, stopping)));
        CodedText[] decisions = ways.Count == 0
            ? [CodedText.Of("DecisionNoAddress", $"receiver {group.Route.Receiver} has no address: nothing is sent", group.Route.Receiver)]
            : [.. results.Select(static result => result.Decision)];
        return new FlushReport(now, suppressed, decisions, results.All(static result => result.Succeeded));
    }

    private async Task<(bool Succeeded, CodedText Decision)> TellAsync(
        Integration way, AlertGroup group, IReadOnlyList<StoredAlert> alerts, Dictionary<AlertFingerprint, Suppression> suppressed, DateTimeOffset now, CancellationToken stopping)
    {
        LogKey key = way.Key(group.Key);
        LogEntry? last = log.Find(key);
        StoredAlert[] told = [.. alerts.Where(alert => !suppressed.TryGetValue(alert.Fingerprint, out Suppression? by) || IsTold(alert, by, last, now))];
        if (told.Length == 0)
        {
            return (true, CodedText.Of("DecisionKeptBack", $"{way.Name}: every alert is kept back", way.Name));
        }

        HashSet<AlertFingerprint> firing = [.. told.Where(alert => !alert.IsResolvedAt(now)).Select(static alert => alert.Fingerprint)];
        HashSet<AlertFingerprint> resolved = [.. told.Where(alert => alert.IsResolvedAt(now)).Select(static alert => alert.Fingerprint)];
        (bool isNeeded, CodedText why) = Needs(last, firing, resolved, way.Configuration.SendResolved, group.Route.RepeatInterval, now);
        if (!isNeeded)
        {
            return (true, new CodedText("DecisionNotNeeded", $"{way.Name}: {why}", [way.Name], [why]));
        }

        if (!way.Configuration.SendResolved)
        {
            told = [.. told.Where(alert => !alert.IsResolvedAt(now))];
        }

        if (told.Length > 0)
        {
            SendResult result = await SendAsync(way, group, told, now, stopping);
            if (result.Outcome != SendOutcome.Sent)
            {
                return (false, new CodedText("DecisionFailed", $"{way.Name}: {why}; failed: {result.Detail}", [way.Name, result.Detail], [why]));
            }
        }

        log.Record(key, firing, resolved, group.Route.RepeatInterval, time.GetUtcNow());
        return (true, told.Length > 0
            ? new CodedText("DecisionSent", $"{way.Name}: {why}; sent", [way.Name], [why])
            : CodedText.Of("DecisionUntold", $"{way.Name}: resolved, and it is not told of that (send_resolved)", way.Name));
    }

    /// <summary>Whether an alert that is kept back is told of nevertheless: as resolved, to those who were told that it fires, where a user wants that.</summary>
    private bool IsTold(StoredAlert alert, Suppression by, LogEntry? last, DateTimeOffset now) =>
        alert.IsResolvedAt(now)
        && last?.Open.Contains(alert.Fingerprint) == true
        && ((by.Kind == SuppressionKind.Silenced && options.ResolvedWhenSilenced) || (by.Kind == SuppressionKind.Acknowledged && options.ResolvedWhenAcknowledged));

    private static (bool IsNeeded, CodedText Why) Needs(
        LogEntry? last, HashSet<AlertFingerprint> firing, HashSet<AlertFingerprint> resolved, bool sendsResolved, TimeSpan repeatInterval, DateTimeOffset now)
    {
        if (last is null)
        {
            return firing.Count > 0 ? (true, CodedText.Of("WhyFirst", "first notice")) : (false, CodedText.Of("WhyNeverTold", "resolved before it was ever told of"));
        }

        if (!firing.IsSubsetOf(last.Firing))
        {
            return (true, CodedText.Of("WhyNew", "new alerts fire"));
        }

        if (firing.Count == 0)
        {
            return last.Firing.Count > 0 ? (true, CodedText.Of("WhyAllResolved", "all resolved")) : (false, CodedText.Of("WhyAllResolvedTold", "all resolved, and that was told"));
        }

        if (sendsResolved && !resolved.IsSubsetOf(last.Resolved))
        {
            return (true, CodedText.Of("WhyResolved", "alerts resolved"));
        }

        DateTimeOffset next = last.At + repeatInterval;
        return next < now
            ? (true, CodedText.Of("WhyRepeated", "repeated"))
            : (false, CodedText.Of("WhyNothingNew", $"nothing new; repeated after {next:u}", $"{next:u}"));
    }

    private async Task<SendResult> SendAsync(Integration way, AlertGroup group, StoredAlert[] told, DateTimeOffset now, CancellationToken stopping)
    {
        var notice = new Notice
        {
            GroupKey = group.Key,
            Data = new NotificationData(way.Receiver, group.Labels, told, now, options.ExternalAddress, await values.FindAsync(told, now, stopping)),
            Language = options.For(way.Receiver).Language ?? options.Language,
            At = now,
        };
        TimeSpan limit = group.Route.GroupInterval > ShortestDeadline ? group.Route.GroupInterval : ShortestDeadline;
        bool isAttempted = false;
        SendResult result = await way.SendAsync(
            notice,
            now + limit,
            (attempt, took, each) =>
            {
                isAttempted = true;
                metrics.Attempted(way, each, took);
                NoteAttempt(way, group, told, attempt, each);
            },
            stopping);
        if (!isAttempted)
        {
            metrics.Attempted(way, result, TimeSpan.Zero);
            NoteAttempt(way, group, told, 0, result);
        }

        return result;
    }

    private void NoteAttempt(Integration way, AlertGroup group, StoredAlert[] told, int attempt, SendResult result)
    {
        DateTimeOffset at = time.GetUtcNow();
        string outcome = $"attempt {attempt}: {result.Reason}";
        if (told.Length > MaxEntries && attempt > 1 && result.Outcome != SendOutcome.Sent)
        {
            // While a receiver is down, each attempt to tell of a large group would else push everything else out of the history.
            store.Append(new HistoryEntry
            {
                At = at,
                Kind = HistoryKind.NotificationFailed,
                Subject = group.Key,
                Receiver = way.Receiver,
                Integration = way.Name,
                Outcome = $"{told.Length} alerts, {outcome}",
                Detail = result.Detail,
            });
            return;
        }

        store.Append(
        [
            .. told.Select(alert => new HistoryEntry
            {
                At = at,
                Kind = result.Outcome == SendOutcome.Sent ? HistoryKind.NotificationSent : HistoryKind.NotificationFailed,
                Fingerprint = alert.Fingerprint.ToString(),
                Labels = alert.Labels,
                Subject = group.Key,
                Receiver = way.Receiver,
                Integration = way.Name,
                Outcome = $"{(alert.IsResolvedAt(at) ? "resolved" : "firing")}, {outcome}",
                Detail = result.Detail,
            }),
        ]);
    }

    /// <summary>Notes what is kept back for another reason than at the last flush.</summary>
    private void NoteSuppressed(AlertGroup group, IReadOnlyList<StoredAlert> alerts, Dictionary<AlertFingerprint, Suppression> suppressed, DateTimeOffset now)
    {
        store.Append(
        [
            .. alerts
                .Where(alert => suppressed.TryGetValue(alert.Fingerprint, out Suppression? by)
                    && (group.LastFlush is null || !group.LastFlush.Suppressed.TryGetValue(alert.Fingerprint, out Suppression? before) || before.Kind != by.Kind || before.By != by.By))
                .Select(alert => new HistoryEntry
                {
                    At = now,
                    Kind = HistoryKind.Suppressed,
                    Fingerprint = alert.Fingerprint.ToString(),
                    Labels = alert.Labels,
                    Subject = group.Key,
                    Receiver = group.Route.Receiver,
                    Outcome = suppressed[alert.Fingerprint].Kind.ToString(),
                    Detail = suppressed[alert.Fingerprint].Reason,
                }),
        ]);
    }
}
