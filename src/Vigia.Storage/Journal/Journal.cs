using Microsoft.Extensions.Logging;

namespace Vigia.Storage.Journal;

/// <summary>
/// An append-only log in segments with group commit: appending copies into memory; <see cref="FlushAsync"/> completes when all that was appended
/// before is on disk, one write and one sync for all who wait. After a failed write or sync the segment is given up, and what was not yet on
/// disk is written again into the next: nothing that was appended is forgotten while the process lives. Safe from any thread.
/// </summary>
/// <remarks>Format: docs/formats/metrics-journal.md.</remarks>
internal sealed partial class Journal : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly IFiles _files;
    private readonly string _folder;
    private readonly JournalOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ITimer _timer;
    private readonly byte[] _header = new byte[JournalFormat.HeaderBytes];

    // Guarded by _lock. What waits in _pending is taken by the flush that comes next, together with what an earlier one could not write.
    private PendingRecords _pending = new();
    private PendingRecords _spare = new();
    private TaskCompletionSource? _next;
    private TaskCompletionSource? _current;
    private bool _isTimerSet;
    private bool _isClosed;

    // Guarded by _writing.
    private IAppendFile? _segment;
    private long _segmentNumber;
    private long _durable;
    private bool _isFailing;
    private long _flushes;
    private long _failures;
    private long _written;

    /// <summary>A journal that goes on behind the segments that a reader has read.</summary>
    /// <param name="files">The disk.</param>
    /// <param name="folder">Where the segments lie.</param>
    /// <param name="options">Sizes and times.</param>
    /// <param name="lastSegment">The highest number that any segment or checkpoint has; 0 where there is none.</param>
    /// <param name="lastSequence">The last record that was read; 0 where there is none.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">For errors of the disk.</param>
    public Journal(IFiles files, string folder, JournalOptions options, long lastSegment, long lastSequence, TimeProvider time, ILogger logger)
    {
        (_files, _folder, _options, _time, _logger) = (files, folder, options, time, logger);
        (_segmentNumber, _durable) = (lastSegment, lastSequence);
        _timer = time.CreateTimer(static state => ((Journal)state!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Whether the last attempt to write failed; the disk is full or dead.</summary>
    public bool IsFailing => Volatile.Read(ref _isFailing);

    /// <summary>How many times it was synced.</summary>
    public long Flushes => Volatile.Read(ref _flushes);

    /// <summary>How many writes or syncs failed.</summary>
    public long Failures => Volatile.Read(ref _failures);

    /// <summary>Bytes written since the start.</summary>
    public long BytesWritten => Volatile.Read(ref _written);

    /// <summary>Fails where too much waits for a disk that does not take it.</summary>
    /// <exception cref="IOException">It does.</exception>
    public void ThrowIfFull()
    {
        if (Volatile.Read(ref _pending).Length > _options.PendingBytes)
        {
            throw new IOException($"The journal in {_folder} cannot be written and {_options.PendingBytes} bytes already wait: is the disk full?");
        }
    }

    /// <summary>Takes a record of 1 to 64 MiB; durable later.</summary>
    /// <exception cref="ObjectDisposedException">The journal is closed.</exception>
    public void Append(ReadOnlySpan<byte> payload)
    {
        ArgumentOutOfRangeException.ThrowIfZero(payload.Length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(payload.Length, JournalFormat.MaxPayload);
        bool isLarge, setTimer;
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            _pending.Add(payload);
            isLarge = _pending.Length >= _options.FlushBytes && _next is null;
            setTimer = !_isTimerSet;
            _isTimerSet = true;
        }

        if (isLarge)
        {
            _ = RequestFlush();
        }
        else if (setTimer)
        {
            _timer.Change(_options.FlushInterval, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Completes when all that was appended before is on disk.</summary>
    /// <exception cref="IOException">It could not be put there; it is kept and tried again by the next flush.</exception>
    public ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        Task? flush = RequestFlush();
        return flush is null ? ValueTask.CompletedTask : new ValueTask(flush.WaitAsync(cancellationToken));
    }

    /// <summary>Ends the current segment, when all that was appended before is on disk.</summary>
    /// <returns>The segment and the record that come next: lower ones were appended before this call ended.</returns>
    public async ValueTask<(long Segment, long Sequence)> RotateAsync(CancellationToken cancellationToken)
    {
        await FlushAsync(cancellationToken).ConfigureAwait(false);
        await _writing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            CloseSegment();
            return (_segmentNumber + 1, _durable + 1);
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Writes what waits and closes; an error of the disk is thrown.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            if (_isClosed)
            {
                return;
            }

            _isClosed = true;
        }

        await _timer.DisposeAsync().ConfigureAwait(false);
        try
        {
            await FlushAsync(CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            await _writing.WaitAsync().ConfigureAwait(false);
            CloseSegment();
            _writing.Release();
        }
    }

    /// <summary>The task of the flush that will cover all that was appended; null where there is nothing to write.</summary>
    private Task? RequestFlush()
    {
        bool start = false;
        Task task;
        lock (_lock)
        {
            if (_pending.Count == 0)
            {
                return _current?.Task;
            }

            if (_next is null)
            {
                _next = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                start = _current is null;
            }

            task = _next.Task;
        }

        if (start)
        {
            ThreadPool.UnsafeQueueUserWorkItem(static journal => journal.FlushLoop(), this, preferLocal: false);
        }

        return task;
    }

    private void OnTimer()
    {
        lock (_lock)
        {
            _isTimerSet = false;
        }

        _ = RequestFlush();
    }
}
