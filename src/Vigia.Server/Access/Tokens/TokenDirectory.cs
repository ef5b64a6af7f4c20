using System.Collections.Frozen;
using Vigia.Model.Access;

namespace Vigia.Server.Access.Tokens;

/// <summary>
/// The tokens that are in force: an immutable table by hash, swapped whole when the file changed. Look-ups take no lock and allocate nothing.
/// Thread safe.
/// </summary>
internal sealed class TokenDirectory(TokenStore store)
{
    private readonly Lock _reloadLock = new();
    private FrozenDictionary<SecretHash, TokenEntry> _entries = FrozenDictionary<SecretHash, TokenEntry>.Empty;
    private (long Others, long Own) _seen = (-1, -1);

    public TokenEntry? Find(SecretHash hash) => Volatile.Read(ref _entries).GetValueOrDefault(hash);

    /// <summary>Reads the file again where it changed.</summary>
    public void Refresh()
    {
        lock (_reloadLock)
        {
            // Taken before the rows are read: a change in between is seen again next time, never missed.
            (long Others, long Own) changes = store.Changes();
            if (changes == _seen)
            {
                return;
            }

            FrozenDictionary<SecretHash, TokenEntry> old = _entries;
            var entries = store.Load()
                .Where(static stored => stored.Token.RevokedAt is null)
                .ToFrozenDictionary(static stored => stored.Hash, stored => old.GetValueOrDefault(stored.Hash) ?? new TokenEntry(stored));
            Volatile.Write(ref _entries, entries);
            _seen = changes;
        }
    }

    /// <summary>Writes the times of use that are not yet on disk.</summary>
    public void WriteUses()
    {
        var unwritten = new List<KeyValuePair<string, DateTimeOffset>>();
        foreach (TokenEntry entry in Volatile.Read(ref _entries).Values)
        {
            if (entry.TakeUnwritten() is { } used)
            {
                unwritten.Add(new(entry.Info.Id, used));
            }
        }

        if (unwritten.Count > 0)
        {
            store.Touch(unwritten);
        }
    }
}
