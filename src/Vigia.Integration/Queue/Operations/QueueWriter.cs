using Microsoft.Extensions.Logging;
using Vigia.Integration.Queue.Database;

namespace Vigia.Integration.Queue.Operations;

/// <summary>
/// The one thread that changes the database. It takes all operations that wait, runs them in one transaction, makes one
/// sync for them all, and then tells their callers; while it syncs, the next ones gather. Submitting is thread safe.
/// </summary>
internal sealed partial class QueueWriter : IDisposable
{
    private const int PageSize = 4_096;
    private const int MinSweep = 64;
    private const int MaxYields = 8;

    /// <summary>Times <see cref="QueueOptions.LogBytes"/> that the log may have before commits wait for its copying.</summary>
    private const int MaxLogFactor = 2;

    /// <summary>The part of <see cref="QueueOptions.CheckpointBytes"/> that the writer copies itself before the log starts over.</summary>
    private const int RestShare = 16;

    private readonly ModuleDatabase _database;
    private readonly QueueOptions _options;
    private readonly TimeProvider _time;
    private readonly QueueMeters _meters;
    private readonly ILogger _logger;
    private readonly ITimer _timer;

    private readonly Lock _submitting = new();
    private readonly AutoResetEvent _wake = new(initialState: false);
    private readonly List<QueueOperation> _submitted = [];
    private readonly List<LeaseRequest> _requested = [];
    private List<Maintenance> _maintenance = [];
    private int _submittedCount;
    private int _pendingEnqueues;
    private bool _isStopping;

    // The writer's thread alone uses what follows.
    private readonly List<QueueOperation> _batch = [];
    private readonly Queue<LeaseRequest> _waiting = new();
    private readonly List<LeaseRequest> _served = [];
    private QueueContext? _context;
    private LogCheckpointer? _checkpointer;
    private Thread? _thread;
    private long _armedFor = long.MaxValue;
    private int _hasFired;
    private int _sweepAt = MinSweep;
    private long _unavailableUntil;
    private QueueUnavailableException? _unavailable;
    private long _logPages;
    private long _uncopiedPages;
    private bool _isAlmostCopied;
    private bool _isCopying;
    private bool _mustReload;
    private bool _isExecuting;

    private int _count;
    private long _oldest;
    private long _deadLetters;
    private volatile QueueUnavailableException? _broken;

    public QueueWriter(ModuleDatabase database, QueueOptions options, TimeProvider time, QueueMeters meters, ILogger logger)
    {
        _database = database;
        _options = options;
        _time = time;
        _meters = meters;
        _logger = logger;
        _timer = time.CreateTimer(static state => ((QueueWriter)state!).Tick(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Raised once, on the writer's thread, when only a restart can help.</summary>
    public event Action? Broken;

    /// <summary>Unfinished messages as of the last commit.</summary>
    public int Count => Volatile.Read(ref _count);

    public long DeadLetters => Volatile.Read(ref _deadLetters);

    public DateTimeOffset? OldestReceivedAt => Volatile.Read(ref _oldest) is > 0 and long oldest ? DatabaseKeys.Time(oldest) : null;

    /// <summary>Whether the thread is there and the disk takes changes.</summary>
    public bool IsAvailable => _thread is not null && _broken is null && Volatile.Read(ref _unavailable) is null;

    /// <summary>Opens the database, recovers what an earlier process left, and starts the thread.</summary>
    /// <exception cref="ModuleDatabaseException">The database cannot be opened.</exception>
    public void Start()
    {
        SqliteSession session = _database.OpenWriter();
        try
        {
            _context = new QueueContext(session, _options) { Now = Now };
            _context.Recover();
            session.Checkpoint(truncate: false);
            _checkpointer = new LogCheckpointer(
                _database.OpenCheckpointer(), (int)(_options.CheckpointBytes / PageSize / RestShare), () => _wake.Set());
        }
        catch (Exception exception)
        {
            _context?.Dispose();
            _context = null;
            session.Dispose();
            throw exception is SqliteFailureException or InvalidDataException
                ? new ModuleDatabaseException($"{_database.File} cannot be read ({exception.Message}). Restore it from a backup, or move it away to start empty.", exception)
                : exception;
        }

        _meters.LogBytes.SetCallback(() => _database.LogBytes);
        Publish(_context);
        LogOpened(_database.File, _count, _deadLetters);
        _thread = new Thread(Run) { IsBackground = true, Name = "vigia-queue-writer" };
        _thread.Start();
    }

    /// <summary>Hands an operation over. False: too many enqueues wait for the disk already.</summary>
    public bool TrySubmit(QueueOperation operation)
    {
        if (operation.IsEnqueue && Interlocked.Increment(ref _pendingEnqueues) > _options.MaxPending)
        {
            Interlocked.Decrement(ref _pendingEnqueues);
            return false;
        }

        bool isFirst;
        lock (_submitting)
        {
            if (_isStopping || _thread is null || _broken is not null)
            {
                operation.Fail(Stopped());
                return true;
            }

            isFirst = _submitted.Count == 0;
            _submitted.Add(operation);
            _submittedCount = _submitted.Count;
        }

        if (isFirst)
        {
            _wake.Set();
        }

        return true;
    }

    public void Request(LeaseRequest request)
    {
        lock (_submitting)
        {
            if (_isStopping || _thread is null || _broken is not null)
            {
                request.Fail(Stopped());
                return;
            }

            _requested.Add(request);
        }

        _wake.Set();
    }

    /// <summary>Runs <paramref name="work"/> on the writer's thread between two transactions.</summary>
    public Task MaintainAsync(Action<SqliteSession> work)
    {
        var maintenance = new Maintenance(work, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        lock (_submitting)
        {
            if (_isStopping || _thread is null || _broken is not null)
            {
                return Task.FromException(Stopped());
            }

            _maintenance.Add(maintenance);
        }

        _wake.Set();
        return maintenance.Done.Task;
    }

    /// <summary>Commits what waits, ends the thread and closes the database. Waits for the last commit.</summary>
    public void Stop()
    {
        Thread? thread;
        lock (_submitting)
        {
            if (_isStopping)
            {
                return;
            }

            _isStopping = true;
            thread = _thread;
        }

        _wake.Set();
        thread?.Join();
        _timer.Dispose();
    }

    public void Dispose()
    {
        Stop();
        _wake.Dispose();
    }

    private long Now => DatabaseKeys.Time(_time.GetUtcNow());

    private void Run()
    {
        QueueContext context = _context!;
        bool isStopping = false;
        while (!isStopping)
        {
            _wake.WaitOne();
            bool hasMore = true;
            while (hasMore)
            {
                Gather();
                hasMore = TakeSubmitted(out isStopping, out List<Maintenance>? maintenance);
                RunBatch(context);
                CheckpointOrRecover(context);
                if (maintenance is not null)
                {
                    Maintain(context, maintenance);
                }
            }
        }

        while (_waiting.TryDequeue(out LeaseRequest? request))
        {
            request.Fail(Stopped());
        }

        Close(context);
    }

    /// <summary>
    /// Lets callers that are ready to run submit first: those whom the last commit woke would otherwise miss this one by
    /// microseconds, so that each commit carried only half of them. Costs nothing where no one is ready.
    /// </summary>
    private void Gather()
    {
        int seen = -1;
        for (int i = 0; i < MaxYields && Volatile.Read(ref _submittedCount) is var count && count > seen; i++)
        {
            seen = count;
            Thread.Yield();
        }
    }

    /// <summary>Moves what was submitted into the batch. True: there is more, so the next batch comes at once.</summary>
    private bool TakeSubmitted(out bool isStopping, out List<Maintenance>? maintenance)
    {
        lock (_submitting)
        {
            foreach (LeaseRequest request in _requested)
            {
                _waiting.Enqueue(request);
            }

            _requested.Clear();
            maintenance = null;
            if (_maintenance.Count > 0)
            {
                (maintenance, _maintenance) = (_maintenance, []);
            }

            isStopping = _isStopping;
            if (_submitted.Count <= _options.MaxBatch)
            {
                _batch.AddRange(_submitted);
                _submitted.Clear();
                _submittedCount = 0;
                return false;
            }

            _batch.AddRange(_submitted.GetRange(0, _options.MaxBatch));
            _submitted.RemoveRange(0, _options.MaxBatch);
            _submittedCount = _submitted.Count;
            return true;
        }
    }

    private void RunBatch(QueueContext context)
    {
        context.Now = Now;
        SweepWaiting();
        if (context.Now < _unavailableUntil || _broken is not null)
        {
            RefuseEnqueues();
        }
        else if (_unavailable is not null)
        {
            Volatile.Write(ref _unavailable, null);
        }

        try
        {
            if (_mustReload)
            {
                context.Load();
                _mustReload = false;
            }

            bool mayLend = _waiting.Count > 0 && (context.Scheduler.ReadyCount > 0 || context.Scheduler.NextTime <= context.Now);
            if (_batch.Count > 0 || ((mayLend || context.IsTimeUp) && _unavailable is null))
            {
                Commit(context);
            }
        }
        catch (Exception exception)
        {
            Recover(context, exception);
        }

        _batch.Clear();
        _served.Clear();
        ArmTimer(context);
    }

    private void Commit(QueueContext context)
    {
        long started = _time.GetTimestamp();
        _isExecuting = false;
        context.Statements.Begin();
        _isExecuting = true;
        foreach (QueueOperation operation in _batch)
        {
            operation.Execute(context);
        }

        _isExecuting = false;
        context.PassTime();
        if (_unavailable is null)
        {
            context.Lend(_waiting, _served);
        }

        context.FinishBatch();
        context.Statements.Commit();
        context.Deduplication.Commit();
        Publish(context);
        _meters.Commit(_time.GetElapsedTime(started), context);
        foreach (QueueOperation operation in _batch)
        {
            Settle(operation);
            operation.Complete();
        }

        foreach (LeaseRequest request in _served)
        {
            request.Deliver();
        }

        _batch.Clear();
        _served.Clear();
    }

    private void Settle(QueueOperation operation)
    {
        if (operation.IsEnqueue)
        {
            Interlocked.Decrement(ref _pendingEnqueues);
        }
    }

    private void Fail(QueueOperation operation, Exception exception)
    {
        Settle(operation);
        operation.Fail(exception);
    }

    private void RefuseEnqueues()
    {
        QueueUnavailableException? refusal = _broken ?? _unavailable;
        _batch.RemoveAll(operation =>
        {
            bool refuse = operation.IsEnqueue || _broken is not null;
            if (refuse)
            {
                Fail(operation, refusal!);
            }

            return refuse;
        });
    }

    private void Publish(QueueContext context)
    {
        Volatile.Write(ref _oldest, context.Scheduler.Oldest?.ReceivedAt ?? 0);
        Volatile.Write(ref _deadLetters, context.DeadLetters);
        Volatile.Write(ref _count, context.Scheduler.Count);
    }

    private void ArmTimer(QueueContext context)
    {
        long next = context.Scheduler.NextTime ?? long.MaxValue;
        if (_unavailable is not null)
        {
            next = _unavailableUntil;
        }

        // A timer and the clock need not agree, so whether it has fired is not told from the time.
        if (Interlocked.Exchange(ref _hasFired, 0) == 1)
        {
            _armedFor = long.MaxValue;
        }

        if (next >= _armedFor)
        {
            return;
        }

        const long least = 1_000;
        const long most = 3_600_000_000;
        _armedFor = next;
        _timer.Change(TimeSpan.FromMicroseconds(Math.Clamp(next - context.Now, least, most)), Timeout.InfiniteTimeSpan);
    }

    private void Tick()
    {
        Volatile.Write(ref _hasFired, 1);
        _wake.Set();
    }

    /// <summary>Drops requests that were cancelled while there was nothing to lend.</summary>
    private void SweepWaiting()
    {
        if (_waiting.Count < _sweepAt)
        {
            return;
        }

        for (int left = _waiting.Count; left > 0; left--)
        {
            LeaseRequest request = _waiting.Dequeue();
            if (!request.HasEnded)
            {
                _waiting.Enqueue(request);
            }
        }

        _sweepAt = Math.Max(MinSweep, _waiting.Count * 2);
    }

    private static QueueUnavailableException Stopped() => new("The queue is not running.");

    private sealed record Maintenance(Action<SqliteSession> Work, TaskCompletionSource Done);
}
