namespace Vigia.Demo.Clients;

/// <summary>
/// A few connections used in turn, each replaced after some messages so that connections open and close all the time.
/// Thread safe.
/// </summary>
internal sealed class ConnectionPool<T>(int size, Func<CancellationToken, Task<T>> open, Func<T, bool> isOpen) : IAsyncDisposable
    where T : class, IAsyncDisposable
{
    private const int MessagesPerConnection = 60;

    private readonly Slot[] _slots = [.. Enumerable.Range(0, size).Select(_ => new Slot())];
    private int _turn;

    /// <summary>A connection that is open, made where there is none.</summary>
    public async Task<T> TakeAsync(CancellationToken cancellationToken)
    {
        Slot slot = _slots[(uint)Interlocked.Increment(ref _turn) % (uint)_slots.Length];
        await slot.Lock.WaitAsync(cancellationToken);
        try
        {
            if (slot.Connection is { } used && (!isOpen(used) || slot.Messages >= MessagesPerConnection))
            {
                slot.Connection = null;
                await used.DisposeAsync();
            }

            if (slot.Connection is null)
            {
                slot.Connection = await open(cancellationToken);
                slot.Messages = 0;
            }

            slot.Messages++;
            return slot.Connection;
        }
        finally
        {
            slot.Lock.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (Slot slot in _slots)
        {
            if (slot.Connection is { } connection)
            {
                await connection.DisposeAsync();
            }

            slot.Lock.Dispose();
        }
    }

    private sealed class Slot
    {
        public SemaphoreSlim Lock { get; } = new(1, 1);

        public T? Connection { get; set; }

        public int Messages { get; set; }
    }
}
