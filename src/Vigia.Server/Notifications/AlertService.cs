using Vigia.Model.Labels;
using Vigia.Server.Notifications.Alerts;
using Vigia.Server.Notifications.Dispatch;
using Vigia.Server.Notifications.Explain;
using Vigia.Server.Notifications.History;
using Vigia.Server.Notifications.Matching;
using Vigia.Server.Notifications.Running;
using Vigia.Server.Notifications.Silences;

namespace Vigia.Server.Notifications;

/// <inheritdoc cref="IAlertService"/>
internal sealed class AlertService(NotificationCenter center) : IAlertService
{
    private DateTimeOffset Now => center.Parts.Time.GetUtcNow();

    public IReadOnlyList<AlertStatus> Alerts(bool includesResolved = false)
    {
        DateTimeOffset now = Now;
        return
        [
            .. center.Parts.Alerts.All
                .Where(alert => includesResolved || !alert.IsResolvedAt(now))
                .OrderBy(static alert => alert.Fingerprint.Value)
                .Select(alert => Status(alert, now)),
        ];
    }

    public IReadOnlyList<AlertGroupStatus> Groups()
    {
        DateTimeOffset now = Now;
        return
        [
            .. center.Runtime.Dispatcher.Groups()
                .OrderBy(static pair => pair.Group.Labels)
                .ThenBy(static pair => pair.Group.Route.Receiver, StringComparer.Ordinal)
                .Select(pair => new AlertGroupStatus(
                    pair.Group.Key,
                    pair.Group.Labels,
                    pair.Group.Route.Receiver,
                    [.. pair.Alerts.Select(alert => Status(alert, now))],
                    pair.Group.NextFlush,
                    pair.Group.LastFlush?.At,
                    [.. pair.Group.LastFlush?.Decisions.Select(static decision => decision.Text) ?? []])),
        ];
    }

    public IReadOnlyList<ReceiverStatus> Receivers() =>
    [
        .. center.Runtime.Configuration.Receivers.Select(receiver => new ReceiverStatus(
            receiver.Name,
            [.. center.Runtime.Receivers[receiver.Name].Select(static way => new IntegrationStatus(way.Name, way.Configuration.SendResolved, way.Pending, way.IsOpen, way.Last))])),
    ];

    public IReadOnlyList<Silence> Silences()
    {
        DateTimeOffset now = Now;
        ILookup<SilenceState, Silence> byState = center.Parts.Silences.All.ToLookup(silence => silence.StateAt(now));
        return
        [
            .. byState[SilenceState.Active].OrderBy(static silence => silence.EndsAt),
            .. byState[SilenceState.Pending].OrderBy(static silence => silence.StartsAt),
            .. byState[SilenceState.Expired].OrderByDescending(static silence => silence.EndsAt),
        ];
    }

    public string SetSilence(Silence silence) => center.Parts.Silences.Set(silence);

    public void ExpireSilence(string id, string by) => center.Parts.Silences.Expire(id, by);

    public IReadOnlyList<AlertStatus> PreviewSilence(IReadOnlyList<LabelMatcher> matchers) => [.. Alerts().Where(alert => matchers.MatchesAll(alert.Labels))];

    public IReadOnlyList<Acknowledgement> Acknowledgements()
    {
        DateTimeOffset now = Now;
        return [.. center.Parts.Acknowledgements.All.Where(item => item.Until > now).OrderBy(static item => item.Until)];
    }

    public bool Acknowledge(string fingerprint, string by, string note, DateTimeOffset until)
    {
        DateTimeOffset now = Now;
        if (until <= now || !AlertFingerprint.TryParse(fingerprint, out AlertFingerprint id) || center.Parts.Alerts.Find(id) is not { } alert || alert.IsResolvedAt(now))
        {
            return false;
        }

        center.Parts.Acknowledgements.Set(new Acknowledgement(id.ToString(), alert.Labels, by, note, now, until));
        return true;
    }

    public bool Unacknowledge(string fingerprint, string by) =>
        AlertFingerprint.TryParse(fingerprint, out AlertFingerprint id) && center.Parts.Acknowledgements.Remove(id, $"taken back by {by}", Now);

    public IReadOnlyList<HistoryEntry> History(HistoryQuery query) => center.Parts.Store.Search(query);

    public NotificationExplanation Explain(LabelSet labels)
    {
        StoredAlert? alert = center.Parts.Alerts.Find(AlertFingerprint.Of(labels));
        return Explainer.Explain(center, labels, alert is null ? null : Status(alert, Now));
    }

    public async Task<IReadOnlyList<TestAnswer>?> TestAsync(string receiver, string by, CancellationToken cancellationToken) =>
        (await center.TestAsync(receiver, by, cancellationToken))?.Select(static answer => new TestAnswer(answer.Integration, answer.Result)).ToArray();

    private AlertStatus Status(StoredAlert alert, DateTimeOffset now)
    {
        NotificationRuntime runtime = center.Runtime;
        Suppression? inhibition = runtime.Suppressor.Inhibition(alert, now);
        return new AlertStatus
        {
            Fingerprint = alert.Fingerprint.ToString(),
            Labels = alert.Labels,
            Annotations = alert.Annotations,
            StartsAt = alert.StartsAt,
            EndsAt = alert.EndsAt,
            UpdatedAt = alert.UpdatedAt,
            GeneratorUrl = alert.GeneratorUrl,
            IsResolved = alert.IsResolvedAt(now),
            Receivers = [.. runtime.Configuration.Route.Match(alert.Labels).Select(static route => route.Receiver)],
            InhibitedBy = inhibition is null ? [] : [inhibition.By],
            SilencedBy = runtime.Suppressor.Silences(alert, now),
            AcknowledgedBy = center.Parts.Acknowledgements.Find(alert.Fingerprint, now),
        };
    }
}
