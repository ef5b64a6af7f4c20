using Microsoft.Extensions.Options;
using Vigia.Instrumentation.Metrics;
using Vigia.Model.Queries;

namespace Vigia.Console.Dashboards.Queries;

/// <summary>
/// Answers the same query once for all who ask at the same time, and for a few seconds after. Who gives up leaves the others waiting; the evaluation
/// ends when nobody waits any more. Bounded in values and in samples; thread-safe.
/// </summary>
internal sealed class SharedQueries(IMetricQueries queries, IOptions<DashboardOptions> options, TimeProvider time, MetricRegistry metrics)
{
    private readonly DashboardOptions _options = options.Value;
    private readonly Lock _gate = new();
    private readonly Dictionary<SharedQueryKey, Entry> _entries = [];
    private readonly LinkedList<Entry> _finished = new();
    private readonly MetricFamily<Counter> _answers = metrics.CreateCounter(
        "vigia_dashboard_queries_total", "Queries of dashboards, by whether they were evaluated, joined one in flight, or were answered from memory.", ["answer"]);
    private readonly Counter _evicted = metrics.CreateCounter("vigia_dashboard_query_cache_evicted_total", "Values forgotten before their time for want of room.");
    private long _samples;

    /// <summary>Evaluates, or waits for who does already.</summary>
    /// <exception cref="QueryException">It does not parse, fails, passes a limit or its time.</exception>
    public async Task<QueryAnswer> EvaluateAsync(SharedQueryKey key, QueryOptions query, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Entry entry = Join(key, query);
        try
        {
            return await entry.Answer.WaitAsync(cancellationToken);
        }
        finally
        {
            Leave(entry);
        }
    }

    private Entry Join(SharedQueryKey key, QueryOptions query)
    {
        Entry entry;
        lock (_gate)
        {
            Forget(time.GetUtcNow());
            if (_entries.TryGetValue(key, out Entry? known))
            {
                known.Waiting++;
                _answers.WithLabels(known.Place is null ? "joined" : "cached").Increment();
                return known;
            }

            entry = new Entry(key) { Waiting = 1 };
            _entries.Add(key, entry);
        }

        _answers.WithLabels("evaluated").Increment();
        _ = RunAsync(entry, query);
        return entry;
    }

    private async Task RunAsync(Entry entry, QueryOptions query)
    {
        // The caller goes on to wait; a query that is answered at once must not run on its stack.
        await Task.Yield();
        SharedQueryKey key = entry.Key;
        try
        {
            QueryAnswer answer = key.Step == 0
                ? await queries.EvaluateAsync(key.Expression, key.End, query, entry.Cancellation.Token)
                : await queries.EvaluateRangeAsync(key.Expression, key.Start, key.End, key.Step, query, entry.Cancellation.Token);
            Keep(entry, Samples(answer.Value));
            entry.Source.SetResult(answer);
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

    private void Keep(Entry entry, long samples)
    {
        lock (_gate)
        {
            if (!_entries.TryGetValue(entry.Key, out Entry? known) || known != entry)
            {
                return;
            }

            TimeSpan keep = TimeSpan.FromMilliseconds(entry.Key.Step == 0 ? 1000 : entry.Key.Step / 2d);
            keep = keep < _options.CacheFor ? keep : _options.CacheFor;
            if (keep <= TimeSpan.Zero || samples > _options.MaxCachedSamples / 4 || _options.MaxCachedQueries == 0)
            {
                Remove(entry);
                return;
            }

            entry.Until = time.GetUtcNow() + keep;
            entry.Samples = samples;
            entry.Place = _finished.AddLast(entry);
            _samples += samples;
            while (_finished.Count > _options.MaxCachedQueries || _samples > _options.MaxCachedSamples)
            {
                Remove(_finished.First!.Value);
                _evicted.Increment();
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
            _samples -= entry.Samples;
        }
    }

    private static long Samples(QueryValue value) => value switch
    {
        MatrixValue matrix => matrix.Series.Sum(static series => (long)series.Timestamps.Length),
        VectorValue vector => vector.Samples.Count,
        _ => 1,
    };

    private sealed class Entry(SharedQueryKey key)
    {
        public SharedQueryKey Key { get; } = key;

        // Continuations must not run under whoever finishes the query.
        public TaskCompletionSource<QueryAnswer> Source { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<QueryAnswer> Answer => Source.Task;

        public CancellationTokenSource Cancellation { get; } = new();

        public int Waiting { get; set; }

        public long Samples { get; set; }

        public DateTimeOffset Until { get; set; }

        public LinkedListNode<Entry>? Place { get; set; }
    }
}
