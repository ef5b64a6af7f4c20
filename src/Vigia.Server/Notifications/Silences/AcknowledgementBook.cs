using System.Collections.Concurrent;
using Vigia.Server.Notifications.Alerts;
using Vigia.Server.Notifications.History;
using Vigia.Server.Notifications.Store;

namespace Vigia.Server.Notifications.Silences;

/// <summary>Who has taken which alert on. As many as there are alerts at most. Each change is on disk before it counts. Thread safe.</summary>
internal sealed class AcknowledgementBook
{
    private readonly NotificationStore _store;
    private readonly ConcurrentDictionary<AlertFingerprint, Acknowledgement> _all = new();

    public AcknowledgementBook(NotificationStore store)
    {
        _store = store;
        foreach (Acknowledgement acknowledgement in store.LoadAcknowledgements())
        {
            _all[AlertFingerprint.Of(acknowledgement.Labels)] = acknowledgement;
        }
    }

    public IReadOnlyList<Acknowledgement> All => [.. _all.Values];

    /// <summary>The one of an alert that holds at a moment.</summary>
    public Acknowledgement? Find(AlertFingerprint fingerprint, DateTimeOffset now) =>
        _all.TryGetValue(fingerprint, out Acknowledgement? found) && found.Until > now ? found : null;

    public void Set(Acknowledgement acknowledgement)
    {
        _store.SaveAcknowledgement(acknowledgement, Entry(acknowledgement, HistoryKind.Acknowledged, acknowledgement.By, acknowledgement.At));
        _all[AlertFingerprint.Of(acknowledgement.Labels)] = acknowledgement;
    }

    /// <summary>Takes one back. False: there is none.</summary>
    public bool Remove(AlertFingerprint fingerprint, string reason, DateTimeOffset now)
    {
        if (!_all.TryRemove(fingerprint, out Acknowledgement? removed))
        {
            return false;
        }

        _store.DeleteAcknowledgement(removed.Fingerprint, Entry(removed, HistoryKind.AcknowledgementEnded, reason, now));
        return true;
    }

    /// <summary>Forgets those whose time is over and those whose alert has gone.</summary>
    public void Maintain(Func<AlertFingerprint, bool> isFiring, DateTimeOffset now)
    {
        foreach ((AlertFingerprint fingerprint, Acknowledgement acknowledgement) in _all)
        {
            if (acknowledgement.Until <= now)
            {
                Remove(fingerprint, "expired", now);
            }
            else if (!isFiring(fingerprint))
            {
                Remove(fingerprint, "resolved", now);
            }
        }
    }

    private static HistoryEntry Entry(Acknowledgement acknowledgement, HistoryKind kind, string outcome, DateTimeOffset at) => new()
    {
        At = at,
        Kind = kind,
        Fingerprint = acknowledgement.Fingerprint,
        Labels = acknowledgement.Labels,
        Outcome = outcome,
        Detail = acknowledgement.Note,
    };
}
