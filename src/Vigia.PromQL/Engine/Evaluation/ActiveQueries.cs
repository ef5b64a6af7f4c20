using System.Collections.Concurrent;

namespace Vigia.PromQL.Engine.Evaluation;

/// <summary>The queries that are being answered, to see and to end. Thread-safe.</summary>
internal sealed class ActiveQueries
{
    private readonly ConcurrentDictionary<long, Entry> _entries = new();
    private long _lastId;

    public IReadOnlyList<ActiveQuery> All => [.. _entries.Values.Select(static entry => entry.Query).OrderBy(static query => query.Id)];

    public Entry Begin(string text, DateTimeOffset started, string? user, CancellationTokenSource cancellation)
    {
        var entry = new Entry(this, new ActiveQuery(Interlocked.Increment(ref _lastId), text, started, user), cancellation);
        _entries[entry.Query.Id] = entry;
        return entry;
    }

    public bool Kill(long id)
    {
        if (!_entries.TryGetValue(id, out Entry? entry))
        {
            return false;
        }

        entry.Kill();
        return true;
    }

    public sealed class Entry(ActiveQueries owner, ActiveQuery query, CancellationTokenSource cancellation) : IDisposable
    {
        private readonly Lock _lock = new();
        private bool _isOver;

        public ActiveQuery Query => query;

        public bool WasKilled { get; private set; }

        public void Kill()
        {
            lock (_lock)
            {
                if (!_isOver)
                {
                    WasKilled = true;
                    cancellation.Cancel();
                }
            }
        }

        public void Dispose()
        {
            lock (_lock)
            {
                _isOver = true;
            }

            owner._entries.TryRemove(query.Id, out _);
        }
    }
}
