namespace Vigia.Server.Notifications.Delivery;

/// <summary>Leaves a receiver alone for a while after too many failures in a row, or for as long as it asks. Thread safe.</summary>
/// <param name="after">Failures; 0: never by itself.</param>
/// <param name="openFor">How long.</param>
/// <param name="time">The clock.</param>
internal sealed class CircuitBreaker(int after, TimeSpan openFor, TimeProvider time)
{
    private readonly Lock _lock = new();
    private int _failures;
    private DateTimeOffset _until;

    /// <summary>How long nothing is to be sent; zero: it may be.</summary>
    public TimeSpan Wait
    {
        get
        {
            lock (_lock)
            {
                TimeSpan wait = _until - time.GetUtcNow();
                return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
            }
        }
    }

    /// <summary>Notes an attempt. A refusal of one notice says nothing about the receiver.</summary>
    public void Note(SendResult result)
    {
        lock (_lock)
        {
            _failures = result.Outcome == SendOutcome.Retry ? _failures + 1 : 0;
            DateTimeOffset until = time.GetUtcNow() + (result.RetryAfter ?? (after > 0 && _failures >= after ? openFor : TimeSpan.Zero));
            _until = until > _until ? until : _until;
        }
    }
}
