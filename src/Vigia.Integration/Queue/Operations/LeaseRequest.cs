using System.Threading.Tasks.Sources;

namespace Vigia.Integration.Queue.Operations;

/// <summary>
/// A worker that waits for messages. It is taken either by the writer, which then lends it something and delivers after
/// the commit, or by its cancellation, never by both: so no lease is made that nobody gets.
/// </summary>
internal sealed class LeaseRequest(string owner, int max) : IValueTaskSource<IReadOnlyList<LeasedMessage>>
{
    private const int Waiting = 0;
    private const int Claimed = 1;
    private const int Ended = 2;

    private ManualResetValueTaskSourceCore<IReadOnlyList<LeasedMessage>> _source = new() { RunContinuationsAsynchronously = true };
    private CancellationToken _cancellation;
    private CancellationTokenRegistration _registration;
    private int _state;

    public string Owner => owner;

    public int Max => max;

    /// <summary>What the writer lends it in the running transaction.</summary>
    public List<LeasedMessage> Lent { get; } = [];

    /// <summary>Whether it was cancelled or failed and waits no more.</summary>
    public bool HasEnded => Volatile.Read(ref _state) == Ended;

    /// <summary>Called once, after the request was handed to the writer.</summary>
    public ValueTask<IReadOnlyList<LeasedMessage>> WaitAsync(CancellationToken cancellationToken)
    {
        _cancellation = cancellationToken;
        _registration = cancellationToken.UnsafeRegister(static state => ((LeaseRequest)state!).Cancel(), this);
        return new ValueTask<IReadOnlyList<LeasedMessage>>(this, _source.Version);
    }

    /// <summary>True: the writer has it, and must deliver or give it back.</summary>
    public bool TryClaim() => Interlocked.CompareExchange(ref _state, Claimed, Waiting) == Waiting;

    public void GiveBack()
    {
        Lent.Clear();
        Volatile.Write(ref _state, Waiting);
        if (_cancellation.IsCancellationRequested)
        {
            Cancel();
        }
    }

    public void Deliver()
    {
        Volatile.Write(ref _state, Ended);
        _registration.Dispose();
        _source.SetResult(Lent);
    }

    public void Fail(Exception exception)
    {
        if (Interlocked.CompareExchange(ref _state, Ended, Waiting) == Waiting)
        {
            _source.SetException(exception);
        }
    }

    IReadOnlyList<LeasedMessage> IValueTaskSource<IReadOnlyList<LeasedMessage>>.GetResult(short token) => _source.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<IReadOnlyList<LeasedMessage>>.GetStatus(short token) => _source.GetStatus(token);

    void IValueTaskSource<IReadOnlyList<LeasedMessage>>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);

    private void Cancel() => Fail(new OperationCanceledException(_cancellation));
}
