using System.Collections.Concurrent;
using Vigia.Server.Notifications.Alerts;

namespace Vigia.Server.Notifications.Store;

/// <summary>What was told to whom, in memory and on disk. Bounded by time: an entry goes twice its repeat interval after it was written. Thread safe.</summary>
internal sealed class NotificationLog
{
    private static readonly TimeSpan Retention = TimeSpan.FromHours(120);

    private readonly NotificationStore _store;
    private readonly ConcurrentDictionary<LogKey, LogEntry> _entries = new();

    public NotificationLog(NotificationStore store)
    {
        _store = store;
        foreach (LogEntry entry in store.LoadLog())
        {
            _entries[entry.Key] = entry;
        }
    }

    public LogEntry? Find(LogKey key) => _entries.GetValueOrDefault(key);

    /// <summary>Notes that a notice was taken.</summary>
    public void Record(LogKey key, IReadOnlySet<AlertFingerprint> firing, IReadOnlySet<AlertFingerprint> resolved, TimeSpan repeatInterval, DateTimeOffset now)
    {
        var open = new HashSet<AlertFingerprint>(Find(key)?.Open ?? firing);
        open.UnionWith(firing);
        open.ExceptWith(resolved);
        TimeSpan kept = repeatInterval * 2;
        var entry = new LogEntry { Key = key, At = now, ExpiresAt = now + (kept < Retention ? kept : Retention), Firing = firing, Resolved = resolved, Open = open };
        _store.SaveLog(entry);
        _entries[key] = entry;
    }

    /// <summary>Forgets what has expired.</summary>
    public void Maintain(DateTimeOffset now)
    {
        LogKey[] expired = [.. _entries.Where(pair => pair.Value.ExpiresAt <= now).Select(static pair => pair.Key)];
        if (expired.Length > 0)
        {
            _store.DeleteLogBefore(now);
            foreach (LogKey key in expired)
            {
                _entries.TryRemove(key, out _);
            }
        }
    }
}
