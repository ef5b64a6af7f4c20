using System.Diagnostics;

namespace Vigia.Interop.Tests.Notifications;

/// <summary>
/// Measures how late things come on this machine while a timeline in real seconds runs: what waits for a moment, and what was to be done by one. Thread safe.
/// </summary>
internal sealed class LatenessProbe : IAsyncDisposable
{
    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(20);

    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _lock = new();
    private readonly Task _running;
    private TimeSpan _most;

    public LatenessProbe() => _running = Task.Run(RunAsync);

    /// <summary>The most that was seen so far.</summary>
    public TimeSpan Most
    {
        get
        {
            lock (_lock)
            {
                return _most;
            }
        }
    }

    /// <summary>Notes that something came so late.</summary>
    public void Note(TimeSpan late)
    {
        lock (_lock)
        {
            _most = late > _most ? late : _most;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running;
        _stopping.Dispose();
    }

    private async Task RunAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            long start = Stopwatch.GetTimestamp();
            await Task.Delay(Wait, TimeProvider.System, CancellationToken.None);
            Note(Stopwatch.GetElapsedTime(start) - Wait);
        }
    }
}
