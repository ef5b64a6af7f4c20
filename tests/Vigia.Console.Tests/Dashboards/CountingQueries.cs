using Vigia.Model.Queries;

namespace Vigia.Console.Tests.Dashboards;

/// <summary>Counts what is evaluated, and holds it back while a gate is shut.</summary>
internal sealed class CountingQueries(IMetricQueries inner) : IMetricQueries
{
    private int _count;

    public int Count => Volatile.Read(ref _count);

    /// <summary>Evaluations wait for it; null lets them pass.</summary>
    public TaskCompletionSource? Gate { get; set; }

    /// <summary>Set once an evaluation waits at the gate.</summary>
    public TaskCompletionSource Arrived { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Set once an evaluation was cancelled.</summary>
    public TaskCompletionSource Cancelled { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public async Task<QueryAnswer> EvaluateAsync(string query, long time, QueryOptions options, CancellationToken cancellationToken)
    {
        await PassAsync(cancellationToken);
        return await inner.EvaluateAsync(query, time, options, cancellationToken);
    }

    public async Task<QueryAnswer> EvaluateRangeAsync(string query, long start, long end, long step, QueryOptions options, CancellationToken cancellationToken)
    {
        await PassAsync(cancellationToken);
        return await inner.EvaluateRangeAsync(query, start, end, step, options, cancellationToken);
    }

    private async Task PassAsync(CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _count);
        Arrived.TrySetResult();
        if (Gate is { } gate)
        {
            try
            {
                await gate.Task.WaitAsync(cancellationToken);
            }
            catch (OperationCanceledException)
            {
                Cancelled.TrySetResult();
                throw;
            }
        }
    }
}
