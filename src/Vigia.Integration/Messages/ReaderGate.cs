namespace Vigia.Integration.Messages;

/// <summary>Lets a few reads run at once: each may take a core for tens of milliseconds, which messages need more. Thread safe.</summary>
internal sealed class ReaderGate(int readers) : IDisposable
{
    private readonly SemaphoreSlim _turns = new(readers, readers);

    public async ValueTask<IDisposable> EnterAsync(CancellationToken cancellationToken)
    {
        await _turns.WaitAsync(cancellationToken);
        return new Turn(_turns);
    }

    public void Dispose() => _turns.Dispose();

    private sealed class Turn(SemaphoreSlim turns) : IDisposable
    {
        private int _isOver;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isOver, 1) == 0)
            {
                turns.Release();
            }
        }
    }
}
