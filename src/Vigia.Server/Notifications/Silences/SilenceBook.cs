using Vigia.Model.Labels;
using Vigia.Server.Notifications.History;
using Vigia.Server.Notifications.Matching;
using Vigia.Server.Notifications.Store;

namespace Vigia.Server.Notifications.Silences;

/// <summary>The silences, as Alertmanager keeps them: changed in place where that changes no past, else expired and made anew. Each change is on disk before it counts. Thread safe.</summary>
internal sealed class SilenceBook
{
    /// <summary>Silences at most, those that ended within <see cref="Retention"/> included.</summary>
    public const int MaxSilences = 10_000;

    /// <summary>How long one that ended is still shown.</summary>
    public static readonly TimeSpan Retention = TimeSpan.FromHours(120);

    private readonly NotificationStore _store;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Silence> _silences;
    private Silence[] _all;

    public SilenceBook(NotificationStore store, TimeProvider time)
    {
        (_store, _time) = (store, time);
        _silences = store.LoadSilences().ToDictionary(static silence => silence.Id, StringComparer.Ordinal);
        _all = [.. _silences.Values];
    }

    /// <summary>Every one that is kept.</summary>
    public IReadOnlyList<Silence> All => Volatile.Read(ref _all);

    public Silence? Find(string id)
    {
        lock (_lock)
        {
            return _silences.GetValueOrDefault(id);
        }
    }

    /// <summary>The silences that hold at a moment and match.</summary>
    public IReadOnlyList<Silence> Matching(LabelSet labels, DateTimeOffset now)
    {
        List<Silence>? found = null;
        foreach (Silence silence in All)
        {
            if (silence.StateAt(now) == SilenceState.Active && silence.Matchers.MatchesAll(labels))
            {
                (found ??= []).Add(silence);
            }
        }

        return found ?? (IReadOnlyList<Silence>)[];
    }

    /// <summary>Makes or changes a silence.</summary>
    /// <returns>Its id, another than before where the change would alter what has been.</returns>
    /// <exception cref="SilenceException">It is refused, or the id is unknown.</exception>
    public string Set(Silence silence)
    {
        lock (_lock)
        {
            DateTimeOffset now = _time.GetUtcNow();
            Silence? old = silence.Id.Length == 0 ? null : _silences.GetValueOrDefault(silence.Id) ?? throw new SilenceException("silence not found", isMissing: true);
            Silence sorted = silence with { Matchers = [.. silence.Matchers.Order(MatcherOrder.Instance)], UpdatedAt = now };
            if (old is not null && CanUpdate(old, sorted, now))
            {
                Validate(sorted);
                Write(sorted, HistoryKind.SilenceChanged);
                return sorted.Id;
            }

            sorted = sorted with { Id = Guid.NewGuid().ToString(), StartsAt = sorted.StartsAt < now ? now : sorted.StartsAt };
            Validate(sorted);
            if (_silences.Count >= MaxSilences)
            {
                throw new SilenceException($"there are {MaxSilences} silences; that is the limit");
            }

            if (old is not null && old.StateAt(now) != SilenceState.Expired)
            {
                Write(Expired(old, now), HistoryKind.SilenceExpired);
            }

            Write(sorted, HistoryKind.SilenceCreated);
            return sorted.Id;
        }
    }

    /// <summary>Ends a silence now.</summary>
    /// <exception cref="SilenceException">There is none, or it has ended.</exception>
    public void Expire(string id, string by)
    {
        lock (_lock)
        {
            DateTimeOffset now = _time.GetUtcNow();
            Silence silence = _silences.GetValueOrDefault(id) ?? throw new SilenceException("silence not found", isMissing: true);
            if (silence.StateAt(now) == SilenceState.Expired)
            {
                throw new SilenceException($"silence {id} already expired");
            }

            Write(Expired(silence, now), HistoryKind.SilenceExpired, by);
        }
    }

    /// <summary>Notes in the history those that ended between two moments, and forgets those that ended long ago.</summary>
    public void Maintain(DateTimeOffset from, DateTimeOffset now)
    {
        lock (_lock)
        {
            foreach (Silence silence in All)
            {
                // What somebody ended is in the history already: its last change is its end.
                if (silence.EndsAt > from && silence.EndsAt <= now && silence.UpdatedAt < silence.EndsAt)
                {
                    _store.Append(Entry(silence, HistoryKind.SilenceExpired, "", silence.EndsAt));
                }

                if (silence.EndsAt + Retention <= now)
                {
                    _store.DeleteSilence(silence.Id);
                    _silences.Remove(silence.Id);
                }
            }

            Volatile.Write(ref _all, [.. _silences.Values]);
        }
    }

    private static Silence Expired(Silence silence, DateTimeOffset now) =>
        silence with { StartsAt = silence.StartsAt > now ? now : silence.StartsAt, EndsAt = now, UpdatedAt = now };

    private static bool CanUpdate(Silence old, Silence next, DateTimeOffset now) =>
        old.Matchers.SequenceEqual(next.Matchers) && old.StateAt(now) switch
        {
            SilenceState.Active => next.StartsAt.ToUnixTimeMilliseconds() == old.StartsAt.ToUnixTimeMilliseconds() && next.EndsAt >= now,
            SilenceState.Pending => next.StartsAt >= now,
            _ => false,
        };

    private static void Validate(Silence silence)
    {
        string? wrong = silence.Matchers.Count == 0 ? "at least one matcher required"
            : silence.Matchers.Count > 100 ? "more than 100 matchers"
            : silence.Matchers.All(static matcher => matcher.MatchesEmpty) ? "at least one matcher must not match the empty string"
            : silence.EndsAt < silence.StartsAt ? "ends at must not be before starts at"
            : silence.Comment.Length > 64 * 1024 || silence.CreatedBy.Length > 1024 ? "comment or creator is too long"
            : null;
        if (wrong is not null)
        {
            throw new SilenceException($"silence invalid: {wrong}");
        }
    }

    private static HistoryEntry Entry(Silence silence, HistoryKind kind, string by, DateTimeOffset at) => new()
    {
        At = at,
        Kind = kind,
        Subject = silence.Id,
        Outcome = by.Length > 0 ? by : silence.CreatedBy,
        Detail = $"{MatcherText.Format(silence.Matchers)} {silence.StartsAt:u} – {silence.EndsAt:u}: {silence.Comment}",
    };

    private void Write(Silence silence, HistoryKind kind, string by = "")
    {
        _store.SaveSilence(silence, Entry(silence, kind, by, silence.UpdatedAt));
        _silences[silence.Id] = silence;
        Volatile.Write(ref _all, [.. _silences.Values]);
    }
}
