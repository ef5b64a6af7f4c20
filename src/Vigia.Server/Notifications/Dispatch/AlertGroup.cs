using Vigia.Model.Labels;
using Vigia.Server.Notifications.Alerts;
using Vigia.Server.Notifications.Routing;

namespace Vigia.Server.Notifications.Dispatch;

/// <summary>Alerts that are told of together. Changed under the dispatcher's lock only.</summary>
internal sealed class AlertGroup(Route route, LabelSet labels, DateTimeOffset nextFlush)
{
    private readonly Dictionary<AlertFingerprint, StoredAlert> _alerts = [];

    public Route Route => route;

    public LabelSet Labels => labels;

    /// <summary>Alertmanager's group key: <c>&lt;route's key&gt;:&lt;labels&gt;</c>.</summary>
    public string Key { get; } = $"{route.Key}:{labels}";

    public DateTimeOffset NextFlush { get; set; } = nextFlush;

    public bool HasFlushed { get; set; }

    public bool IsFlushing { get; set; }

    /// <summary>What came of the last flush; null before the first.</summary>
    public FlushReport? LastFlush { get; set; }

    public int Count => _alerts.Count;

    public IEnumerable<StoredAlert> Alerts => _alerts.Values;

    /// <summary>Takes a state, unless a newer one is here: two may be on their way at once.</summary>
    public void Set(StoredAlert alert)
    {
        if (!_alerts.TryGetValue(alert.Fingerprint, out StoredAlert? known) || known.UpdatedAt <= alert.UpdatedAt)
        {
            _alerts[alert.Fingerprint] = alert;
        }
    }

    public bool Contains(AlertFingerprint fingerprint) => _alerts.ContainsKey(fingerprint);

    /// <summary>The alerts in the order in which they are told of: by job, then instance, then all labels.</summary>
    public IReadOnlyList<StoredAlert> Snapshot() =>
    [
        .. _alerts.Values
            .OrderBy(static alert => alert.Labels["job"], StringComparer.Ordinal)
            .ThenBy(static alert => alert.Labels["instance"], StringComparer.Ordinal)
            .ThenBy(static alert => alert.Labels),
    ];

    /// <summary>Drops those that were told of as resolved and have not changed since.</summary>
    public void DropResolved(IReadOnlyList<StoredAlert> told, DateTimeOffset at)
    {
        foreach (StoredAlert alert in told)
        {
            if (alert.IsResolvedAt(at) && _alerts.TryGetValue(alert.Fingerprint, out StoredAlert? now) && now.UpdatedAt == alert.UpdatedAt)
            {
                _alerts.Remove(alert.Fingerprint);
            }
        }
    }
}
