using System.Collections.Frozen;
using Vigia.Model.Access;

namespace Vigia.Integration.Access.Keys;

/// <summary>
/// The keys of the running module: an immutable table by hash, swapped whole when the file changed. Look-ups take no
/// lock and allocate nothing. Thread safe.
/// </summary>
internal sealed class ApiKeyDirectory(ApiKeyStore store) : IDisposable
{
    private readonly Lock _reloadLock = new();
    private FrozenDictionary<SecretHash, ApiKeyEntry> _entries = FrozenDictionary<SecretHash, ApiKeyEntry>.Empty;
    private (long Others, long Own) _seen = (-1, -1);

    public int Count => _entries.Count;

    public ApiKeyEntry? Find(SecretHash hash) => _entries.GetValueOrDefault(hash);

    /// <summary>Reads the file again if another connection changed it since the last time.</summary>
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

            Load();
            _seen = changes;
        }
    }

    /// <summary>Writes the times of use that are not yet on disk.</summary>
    public void WriteUses()
    {
        var unwritten = new List<KeyValuePair<string, DateTimeOffset>>();
        foreach (ApiKeyEntry entry in _entries.Values)
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

    public void Dispose()
    {
        foreach (ApiKeyEntry entry in _entries.Values)
        {
            entry.Dispose();
        }
    }

    private void Load()
    {
        FrozenDictionary<SecretHash, ApiKeyEntry> old = _entries;
        var ended = new List<ApiKeyEntry>();
        var entries = new Dictionary<SecretHash, ApiKeyEntry>();
        foreach (StoredApiKey stored in store.Load())
        {
            // A key that did not change keeps its identity, and with it the token that its connections wait on.
            ApiKeyEntry? known = old.GetValueOrDefault(stored.Hash);
            if (known is not null && known.Info.RevokedAt == stored.Info.RevokedAt)
            {
                entries.Add(stored.Hash, known);
                continue;
            }

            entries.Add(stored.Hash, new ApiKeyEntry(stored));
            if (known is not null)
            {
                ended.Add(known);
            }
        }

        ended.AddRange(old.Values.Where(entry => !entries.ContainsKey(entry.Hash)));
        Volatile.Write(ref _entries, entries.ToFrozenDictionary());
        foreach (ApiKeyEntry entry in ended)
        {
            entry.Revoke();
        }
    }
}
