namespace Vigia.Integration.Processing;

/// <summary>
/// Keeps one route within its own workers, so that a slow destination fills its own places and nobody else's. As many
/// messages again as there are workers may wait behind them under lease; what comes on top goes back to the queue for a
/// time at which its turn is due. Thread safe.
/// </summary>
internal sealed class RouteGate : IDisposable
{
    private static readonly TimeSpan MinDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxDelay = TimeSpan.FromMinutes(1);

    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _places;
    private int _workers;
    private int _surplus;
    private int _admitted;
    private int _inWork;
    private double _averageSeconds = 0.01;
    private DateTimeOffset _nextTurn;

    public RouteGate(int workers, TimeProvider time)
    {
        _workers = workers;
        _time = time;
        _places = new SemaphoreSlim(workers);
    }

    public int Workers => Volatile.Read(ref _workers);

    /// <summary>Messages that may be leased at once: those in work and those that wait behind them.</summary>
    public int Capacity => 2 * Workers;

    public int InWork => Volatile.Read(ref _inWork);

    /// <summary>Changes the number of workers, for a route that was reloaded.</summary>
    public void Resize(int workers)
    {
        lock (_lock)
        {
            int change = workers - _workers;
            _workers = workers;
            if (change > 0)
            {
                int pay = Math.Min(change, _surplus);
                _surplus -= pay;
                if (change > pay)
                {
                    _places.Release(change - pay);
                }
            }
            else
            {
                // Those in work finish; their places are not given back.
                _surplus -= change;
            }
        }
    }

    /// <summary>Takes a message on. False: the route is full, see <see cref="NextTurn"/>.</summary>
    public bool TryAdmit()
    {
        lock (_lock)
        {
            if (_admitted >= 2 * _workers)
            {
                return false;
            }

            _admitted++;
            return true;
        }
    }

    /// <summary>Waits for a worker. Each completed wait needs one <see cref="Leave"/>.</summary>
    public async ValueTask EnterAsync(CancellationToken cancellationToken)
    {
        await _places.WaitAsync(cancellationToken);
        Interlocked.Increment(ref _inWork);
    }

    /// <summary>Gives a worker's place back.</summary>
    public void Leave(TimeSpan duration)
    {
        Interlocked.Decrement(ref _inWork);
        lock (_lock)
        {
            _averageSeconds += 0.1 * (Math.Max(duration.TotalSeconds, 0.001) - _averageSeconds);
            if (_surplus > 0)
            {
                _surplus--;
                return;
            }
        }

        _places.Release();
    }

    /// <summary>Gives the place of <see cref="TryAdmit"/> back.</summary>
    public void Discharge()
    {
        lock (_lock)
        {
            _admitted--;
        }
    }

    /// <summary>
    /// When a message that found the route full should come back. Turns are given out one behind the other at the route's
    /// own speed, so that a long backlog is not leased again and again in vain.
    /// </summary>
    public DateTimeOffset NextTurn()
    {
        lock (_lock)
        {
            DateTimeOffset now = _time.GetUtcNow();
            DateTimeOffset earliest = now + MinDelay;
            DateTimeOffset latest = now + MaxDelay;
            DateTimeOffset turn = _nextTurn > earliest ? _nextTurn : earliest;
            _nextTurn = turn + TimeSpan.FromSeconds(_averageSeconds / _workers);
            _nextTurn = _nextTurn < latest ? _nextTurn : latest;
            return turn;
        }
    }

    public void Dispose() => _places.Dispose();
}
