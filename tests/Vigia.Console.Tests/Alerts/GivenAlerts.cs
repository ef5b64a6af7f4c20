using Vigia.Model.Labels;
using Vigia.Server.Notifications;
using Vigia.Server.Notifications.Explain;
using Vigia.Server.Notifications.History;
using Vigia.Server.Notifications.Matching;
using Vigia.Server.Notifications.Silences;

namespace Vigia.Console.Tests.Alerts;

/// <summary>Alerts as a test gives them; counts how often they are asked for. What changes alerts is not there.</summary>
internal sealed class GivenAlerts : IAlertService
{
    public List<AlertStatus> Firing { get; } = [];

    public int Asked { get; private set; }

    public static AlertStatus Alert(string name, string severity, int minute, bool isSilenced = false, bool isInhibited = false, string? takenBy = null)
    {
        DateTimeOffset at = new(2026, 3, 1, 12, minute, 0, TimeSpan.Zero);
        return new AlertStatus
        {
            Fingerprint = name,
            Labels = LabelSet.Of(("alertname", name), ("severity", severity)),
            Annotations = LabelSet.Of(("summary", name)),
            StartsAt = at,
            EndsAt = at.AddHours(1),
            UpdatedAt = at,
            GeneratorUrl = "",
            IsResolved = false,
            Receivers = [],
            InhibitedBy = isInhibited ? ["other"] : [],
            SilencedBy = isSilenced ? ["silence"] : [],
            AcknowledgedBy = takenBy is null ? null : new Acknowledgement(name, LabelSet.Empty, takenBy, "", at, at.AddHours(1)),
        };
    }

    public IReadOnlyList<AlertStatus> Alerts(bool includesResolved = false)
    {
        Asked++;
        return [.. Firing];
    }

    public IReadOnlyList<AlertGroupStatus> Groups() => throw new NotSupportedException();

    public IReadOnlyList<ReceiverStatus> Receivers() => throw new NotSupportedException();

    public IReadOnlyList<Silence> Silences() => throw new NotSupportedException();

    public string SetSilence(Silence silence) => throw new NotSupportedException();

    public void ExpireSilence(string id, string by) => throw new NotSupportedException();

    public IReadOnlyList<AlertStatus> PreviewSilence(IReadOnlyList<LabelMatcher> matchers) => throw new NotSupportedException();

    public IReadOnlyList<Acknowledgement> Acknowledgements() => throw new NotSupportedException();

    public bool Acknowledge(string fingerprint, string by, string note, DateTimeOffset until) => throw new NotSupportedException();

    public bool Unacknowledge(string fingerprint, string by) => throw new NotSupportedException();

    public IReadOnlyList<HistoryEntry> History(HistoryQuery query) => throw new NotSupportedException();

    public NotificationExplanation Explain(LabelSet labels) => throw new NotSupportedException();

    public Task<IReadOnlyList<TestAnswer>?> TestAsync(string receiver, string by, CancellationToken cancellationToken) => throw new NotSupportedException();
}
