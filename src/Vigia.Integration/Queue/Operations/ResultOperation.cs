using System.Threading.Tasks.Sources;

namespace Vigia.Integration.Queue.Operations;

/// <summary>An operation with a result. It is its own task source, so waiting for it allocates nothing more; its task is awaited once.</summary>
internal abstract class ResultOperation<T> : QueueOperation, IValueTaskSource<T>
{
    // Callers go on elsewhere: the writer's thread has the next commit to make.
    private ManualResetValueTaskSourceCore<T> _source = new() { RunContinuationsAsynchronously = true };

    public ValueTask<T> Task => new(this, _source.Version);

    /// <summary>What <see cref="QueueOperation.Complete"/> hands over.</summary>
    protected T Result { get; set; } = default!;

    public override void Complete() => _source.SetResult(Result);

    public override void Fail(Exception exception) => _source.SetException(exception);

    T IValueTaskSource<T>.GetResult(short token) => _source.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<T>.GetStatus(short token) => _source.GetStatus(token);

    void IValueTaskSource<T>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);
}
