using Vigia.Integration.Queue.Database;

namespace Vigia.Integration.Queue.Operations;

/// <summary>
/// Copies the write-ahead log into the database on a thread and a connection of its own while the writer goes on, so that
/// commits do not wait for it. What is written meanwhile is the writer's to copy at the end: the log starts over only once
/// all of it is copied, and while commits go on someone must stop them for that moment.
/// </summary>
internal sealed class LogCheckpointer : IDisposable
{
    /// <summary>Rounds after which the rest is left to the writer, however much it is.</summary>
    private const int MaxRounds = 4;

    private readonly SqliteSession _session;
    private readonly int _restFrames;
    private readonly Action _done;
    private readonly AutoResetEvent _begin = new(initialState: false);
    private readonly ManualResetEventSlim _idle = new(initialState: true);
    private readonly Thread _thread;
    private SqliteFailureException? _failure;
    private int _rounds;
    private volatile bool _isStopping;

    /// <param name="session">A connection of its own, which it disposes.</param>
    /// <param name="restFrames">Pages of log that the writer may be left with.</param>
    /// <param name="done">Called on the checkpointer's thread after each run.</param>
    public LogCheckpointer(SqliteSession session, int restFrames, Action done)
    {
        _session = session;
        _restFrames = restFrames;
        _done = done;
        _thread = new Thread(Run) { IsBackground = true, Name = "vigia-queue-checkpointer" };
        _thread.Start();
    }

    /// <summary>Pages that the log had at the end of the last run. Read only while idle.</summary>
    public int LogPages { get; private set; }

    public bool IsIdle => _idle.IsSet;

    /// <summary>Starts a run. Only while idle.</summary>
    /// <param name="closely">Whether to copy what comes meanwhile too, until little is left.</param>
    public void Begin(bool closely)
    {
        _rounds = closely ? MaxRounds : 1;
        _idle.Reset();
        _begin.Set();
    }

    /// <summary>Blocks until the run is over.</summary>
    public void WaitUntilIdle() => _idle.Wait();

    /// <summary>Throws, once, what made the last run fail.</summary>
    /// <exception cref="SqliteFailureException">The disk failed it.</exception>
    public void ThrowIfFailed()
    {
        if (Interlocked.Exchange(ref _failure, null) is { } failure)
        {
            throw failure;
        }
    }

    /// <summary>Ends the run in hand and the thread.</summary>
    public void Dispose()
    {
        _isStopping = true;
        _begin.Set();
        _thread.Join();
        _session.Dispose();
        _begin.Dispose();
        _idle.Dispose();
    }

    private void Run()
    {
        while (true)
        {
            _begin.WaitOne();
            if (_isStopping)
            {
                return;
            }

            try
            {
                Copy();
            }
            catch (SqliteFailureException failure)
            {
                Volatile.Write(ref _failure, failure);
            }

            _idle.Set();
            _done();
        }
    }

    private void Copy()
    {
        int before = 0;
        for (int round = 0; round < _rounds && !_isStopping; round++)
        {
            // The first round copies what was there; each further one what came during the round before it.
            _session.Checkpoint(truncate: false, out int pages, out int copied);
            LogPages = pages;
            if (round > 0 && copied - before <= _restFrames)
            {
                return;
            }

            before = copied;
        }
    }
}
