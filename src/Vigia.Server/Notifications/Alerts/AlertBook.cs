using Vigia.Server.Notifications.History;
using Vigia.Server.Notifications.Store;

namespace Vigia.Server.Notifications.Alerts;

/// <summary>Every alert that fires or has resolved a short while ago. Each state is on disk before it counts. Thread safe.</summary>
internal sealed class AlertBook
{
    /// <summary>Alerts at most; further new ones are refused and counted.</summary>
    public const int MaxAlerts = 100_000;

    private static readonly TimeSpan KeptAfterResolve = TimeSpan.FromMinutes(30);

    private readonly NotificationStore _store;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly Dictionary<AlertFingerprint, StoredAlert> _alerts = [];
    private readonly HashSet<AlertFingerprint> _firing = [];

    public AlertBook(NotificationStore store, TimeProvider time)
    {
        (_store, _time) = (store, time);
        DateTimeOffset now = time.GetUtcNow();
        foreach (StoredAlert alert in store.LoadAlerts())
        {
            _alerts[alert.Fingerprint] = alert;
            if (!alert.IsResolvedAt(now))
            {
                _firing.Add(alert.Fingerprint);
            }
        }
    }

    public IReadOnlyList<StoredAlert> All
    {
        get
        {
            lock (_lock)
            {
                return [.. _alerts.Values];
            }
        }
    }

    public StoredAlert? Find(AlertFingerprint fingerprint)
    {
        lock (_lock)
        {
            return _alerts.GetValueOrDefault(fingerprint);
        }
    }

    public bool IsFiring(AlertFingerprint fingerprint) => Find(fingerprint)?.IsResolvedAt(_time.GetUtcNow()) == false;

    /// <summary>Takes states, joined with what is known.</summary>
    /// <returns>The states that hold now, and how many alerts were refused because there are too many.</returns>
    public (IReadOnlyList<StoredAlert> Taken, int Refused) Put(IReadOnlyList<StoredAlert> states)
    {
        lock (_lock)
        {
            DateTimeOffset now = _time.GetUtcNow();
            var taken = new Dictionary<AlertFingerprint, StoredAlert>(states.Count);
            int refused = 0;
            int added = 0;
            foreach (StoredAlert state in states)
            {
                StoredAlert? old = taken.GetValueOrDefault(state.Fingerprint) ?? _alerts.GetValueOrDefault(state.Fingerprint);
                if (old is null && _alerts.Count + added >= MaxAlerts)
                {
                    refused++;
                    continue;
                }

                added += old is null ? 1 : 0;
                taken[state.Fingerprint] = old is not null && StoredAlert.Overlaps(old, state) ? StoredAlert.Merge(old, state, now) : state;
            }

            var history = new List<HistoryEntry>();
            foreach (StoredAlert alert in taken.Values)
            {
                bool wasFiring = _firing.Contains(alert.Fingerprint);
                bool isFiring = !alert.IsResolvedAt(now);
                if (wasFiring != isFiring)
                {
                    history.Add(Entry(alert, isFiring, isFiring ? "started" : "ended by its source"));
                }
            }

            _store.SaveAlerts(taken.Values, history);
            foreach (StoredAlert alert in taken.Values)
            {
                _alerts[alert.Fingerprint] = alert;
                _ = alert.IsResolvedAt(now) ? _firing.Remove(alert.Fingerprint) : _firing.Add(alert.Fingerprint);
            }

            return ([.. taken.Values], refused);
        }
    }

    /// <summary>Notes alerts that nothing more was heard of, and forgets those that resolved a while ago.</summary>
    public void Maintain()
    {
        lock (_lock)
        {
            DateTimeOffset now = _time.GetUtcNow();
            StoredAlert[] ended = [.. _firing.Select(fingerprint => _alerts[fingerprint]).Where(alert => alert.IsResolvedAt(now))];
            _store.Append([.. ended.Select(static alert => Entry(alert, isFiring: false, "nothing more was heard of it"))]);
            _firing.ExceptWith(ended.Select(static alert => alert.Fingerprint));
            AlertFingerprint[] gone = [.. _alerts.Values.Where(alert => alert.EndsAt + KeptAfterResolve <= now).Select(static alert => alert.Fingerprint)];
            if (gone.Length > 0)
            {
                _store.DeleteAlerts(gone);
                foreach (AlertFingerprint fingerprint in gone)
                {
                    _alerts.Remove(fingerprint);
                }
            }
        }
    }

    private static HistoryEntry Entry(StoredAlert alert, bool isFiring, string outcome) => new()
    {
        At = isFiring ? alert.UpdatedAt : alert.EndsAt,
        Kind = isFiring ? HistoryKind.AlertFiring : HistoryKind.AlertResolved,
        Fingerprint = alert.Fingerprint.ToString(),
        Labels = alert.Labels,
        Outcome = outcome,
        Detail = alert.Annotations["summary"],
    };
}
