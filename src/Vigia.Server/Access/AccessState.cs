using Vigia.Server.Access.Database;
using Vigia.Server.Access.Sessions;
using Vigia.Server.Access.Tokens;
using Vigia.Server.Access.Users;

namespace Vigia.Server.Access;

/// <summary>
/// Tokens, users and sessions as the running monitor knows them: swapped whole when the file changed. Look-ups take no lock and allocate nothing.
/// Thread safe.
/// </summary>
internal sealed class AccessState(AccessDatabase database, SessionWatch watch)
{
    private readonly Lock _reloadLock = new();
    private AccessSnapshot _current = AccessSnapshot.Empty;
    private (long Others, long Own) _seen = (-1, -1);

    public AccessSnapshot Current => Volatile.Read(ref _current);

    /// <summary>Reads the file again where it changed, and tells of sessions that ended or whose rights are others now.</summary>
    public void Refresh()
    {
        AccessSnapshot old;
        AccessSnapshot now;
        lock (_reloadLock)
        {
            // Taken before the rows are read: a change in between is seen again next time, never missed.
            (long Others, long Own) changes = database.Changes();
            if (changes == _seen)
            {
                return;
            }

            old = _current;
            now = database.Read(transaction => AccessSnapshot.Create(
                old, TokenStore.Load(transaction), UserStore.Load(transaction), SessionStore.Load(transaction)));
            Volatile.Write(ref _current, now);
            _seen = changes;
        }

        foreach ((string id, SessionEntry before) in old.SessionsById)
        {
            if (!now.SessionsById.TryGetValue(id, out SessionEntry? after))
            {
                watch.Tell(id, SessionChange.Ended);
            }
            else if (!after.HasRightsOf(before))
            {
                watch.Tell(id, SessionChange.RightsChanged);
            }
        }
    }

    /// <summary>Writes the times of use that are not yet on disk.</summary>
    public void WriteUses()
    {
        AccessSnapshot current = Current;
        List<(string Id, DateTimeOffset At)> tokens = Unwritten(current.Tokens.Values.Select(static entry => (entry.Info.Id, entry.Use)));
        List<(string Id, DateTimeOffset At)> sessions = Unwritten(current.Sessions.Values.Select(static entry => (entry.Id, entry.Use)));
        if (tokens.Count + sessions.Count == 0)
        {
            return;
        }

        database.WriteUnseen(transaction =>
        {
            tokens.ForEach(use => TokenStore.Touch(transaction, use.Id, use.At));
            sessions.ForEach(use => SessionStore.Touch(transaction, use.Id, use.At));
            return true;
        });
    }

    private static List<(string Id, DateTimeOffset At)> Unwritten(IEnumerable<(string Id, UseTime Use)> entries)
    {
        var unwritten = new List<(string Id, DateTimeOffset At)>();
        foreach ((string id, UseTime use) in entries)
        {
            if (use.TakeUnwritten() is { } at)
            {
                unwritten.Add((id, at));
            }
        }

        return unwritten;
    }
}
