using Vigia.Instrumentation.Metrics;

namespace Vigia.Console.Dashboards.Sharing;

/// <summary>
/// Does the same work once for all who ask for it at the same time, and keeps its value for a while after. Who gives up leaves the others waiting; the work
/// is cancelled when nobody waits any more. A failure goes to all who wait and is not kept. Bounded in values and in their weight; thread-safe.
/// </summary>
/// <typeparam name="TKey">What makes two pieces of work the same.</typeparam>
/// <typeparam name="TValue">What comes out; shared, so nobody may change it.</typeparam>
internal sealed class SingleFlight<TKey, TValue>(TimeProvider time, SingleFlightMetrics metrics)
    where TKey : notnull
{
    private readonly Lock _gate = new();
    private readonly Dictionary<TKey, Entry> _entries = [];
    private readonly LinkedList<Entry> _finished = new();
    private long _weight;

    /// <summary>Values kept.</summary>
    public required int MaxValues { get; init; }

    /// <summary>Weight of all values kept; one may have a quarter of it.</summary>
    public required long MaxWeight { get; init; }

    /// <summary>How long a value is kept; zero or less is not at all.</summary>
    public required Func<TKey, TValue, TimeSpan> Lifetime { get; init; }

    public required Func<TValue, long> Weight { get; init; }

    /// <summary>Does the work, or waits for who does it already, or answers from memory.</summary>
    /// <param name="key">What is asked for.</param>
    /// <param name="work">Does it; its token is cancelled when nobody waits any more. The first caller's is used.</param>
    /// <param name="cancellationToken">Ends this caller's wait.</param>
    public async Task<TValue> RunAsync(TKey key, Func<CancellationToken, Task<TValue>> work, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Entry entry = Join(key, work);
        try
        {
            return await entry.Answer.WaitAsync(cancellationToken);
        }
        finally
        {
            Leave(entry);
        }
    }

    private Entry Join(TKey key, Func<CancellationToken, Task<TValue>> work)
    {
        Entry entry;
        lock (_gate)
        {
            Forget(time.GetUtcNow());
            if (_entries.TryGetValue(key, out Entry? known))
            {
                known.Waiting++;
                metrics.Answers.WithLabels(known.Place is null ? "joined" : "cached").Increment();
                return known;
            }

            entry = new Entry(key) { Waiting = 1 };
            _entries.Add(key, entry);
        }

        metrics.Answers.WithLabels("evaluated").Increment();
        _ = RunAsync(entry, work);
        return entry;
    }

    private async Task RunAsync(Entry entry, Func<CancellationToken, Task<TValue>> work)
    {
        // The caller goes on to wait; work that is done at once must not run on its stack.
        await Task.Yield();
        try
        {
            TValue value = await work(entry.Cancellation.Token);
            Keep(entry, value);
            entry.Source.SetResult(value);
        }
        catch (Exception exception)
        {
            lock (_gate)
            {
                Remove(entry);
            }

            entry.Source.SetException(exception);

            // All may have gone: then nobody is left to look at it.
            _ = entry.Answer.Exception;
        }
    }

    private void Leave(Entry entry)
    {
        bool isLast;
        lock (_gate)
        {
            isLast = --entry.Waiting == 0 && entry.Place is null && !entry.Answer.IsCompleted;
            if (isLast)
            {
                // Who comes now must not join what is being cancelled.
                Remove(entry);
            }
        }

        if (isLast)
        {
            entry.Cancellation.Cancel();
        }
    }

    private void Keep(Entry entry, TValue value)
    {
        long weight = Weight(value);
        TimeSpan lifetime = Lifetime(entry.Key, value);
        lock (_gate)
        {
            if (!_entries.TryGetValue(entry.Key, out Entry? known) || known != entry)
            {
                return;
            }

            if (lifetime <= TimeSpan.Zero || weight > MaxWeight / 4 || MaxValues == 0)
            {
                Remove(entry);
                return;
            }

            entry.Until = time.GetUtcNow() + lifetime;
            entry.Weight = weight;
            entry.Place = _finished.AddLast(entry);
            _weight += weight;
            while (_finished.Count > MaxValues || _weight > MaxWeight)
            {
                Remove(_finished.First!.Value);
                metrics.Evicted.Increment();
            }
        }
    }

    private void Forget(DateTimeOffset now)
    {
        for (LinkedListNode<Entry>? node = _finished.First; node is not null;)
        {
            LinkedListNode<Entry>? next = node.Next;
            if (node.Value.Until <= now)
            {
                Remove(node.Value);
            }

            node = next;
        }
    }

    private void Remove(Entry entry)
    {
        if (_entries.TryGetValue(entry.Key, out Entry? known) && known == entry)
        {
            _entries.Remove(entry.Key);
        }

        if (entry.Place is { List: not null } place)
        {
            _finished.Remove(place);
            _weight -= entry.Weight;
        }
    }

    private sealed class Entry(TKey key)
    {
        public TKey Key { get; } = key;

        // Continuations must not run under whoever finishes the work.
        public TaskCompletionSource<TValue> Source { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<TValue> Answer => Source.Task;

        public CancellationTokenSource Cancellation { get; } = new();

        public int Waiting { get; set; }

        public long Weight { get; set; }

        public DateTimeOffset Until { get; set; }

        public LinkedListNode<Entry>? Place { get; set; }
    }
}
