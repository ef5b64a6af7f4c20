using Microsoft.Extensions.Logging;

namespace Vigia.Storage.Journal;

internal sealed partial class Journal
{
    /// <summary>Runs on a pool thread while somebody waits: what arrives during one sync is written by the next.</summary>
    private void FlushLoop()
    {
        _writing.Wait();
        try
        {
            while (TryTake(out PendingRecords taken, out TaskCompletionSource waiting))
            {
                IOException? error = WriteAll(taken);
                lock (_lock)
                {
                    _current = null;
                    if (error is not null)
                    {
                        // Kept in order: what failed, then what came since, goes into the next segment with the next flush.
                        taken.AddAll(_pending);
                        (_pending, _spare) = (taken, _pending);
                    }
                    else
                    {
                        _spare = taken;
                    }

                    _spare.Clear();
                }

                if (error is null)
                {
                    waiting.SetResult();
                }
                else
                {
                    waiting.SetException(error);

                    // Nobody may be waiting: the timer's flushes are their own.
                    _ = waiting.Task.Exception;
                    Retry();
                }
            }
        }
        finally
        {
            _writing.Release();
        }
    }

    private bool TryTake(out PendingRecords taken, out TaskCompletionSource waiting)
    {
        lock (_lock)
        {
            (taken, waiting) = (_pending, _next!);
            if (_next is null)
            {
                return false;
            }

            _pending = _spare;
            _current = _next;
            _next = null;
            return true;
        }
    }

    /// <summary>After a failure, once more by the clock.</summary>
    private void Retry()
    {
        lock (_lock)
        {
            if (_isTimerSet || _isClosed)
            {
                return;
            }

            _isTimerSet = true;
        }

        _timer.Change(_options.FlushInterval, Timeout.InfiniteTimeSpan);
    }

    private IOException? WriteAll(PendingRecords records)
    {
        try
        {
            if (_segment is null || _segment.Length >= _options.SegmentBytes)
            {
                OpenSegment();
            }

            records.Seal(_segmentNumber);
            _segment!.Write(records.Bytes);
            _segment.Sync();
            _durable += records.Count;
            Volatile.Write(ref _flushes, _flushes + 1);
            Volatile.Write(ref _written, _written + records.Length);
            if (_isFailing)
            {
                Volatile.Write(ref _isFailing, false);
                LogRecovered(_folder);
            }

            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // After a failed sync nobody knows what of the segment is on disk: it ends here, and all of this goes into another.
            CloseSegment();
            Volatile.Write(ref _failures, _failures + 1);
            if (!_isFailing)
            {
                Volatile.Write(ref _isFailing, true);
                LogFailed(exception, _folder);
            }

            return exception as IOException ?? new IOException(exception.Message, exception);
        }
    }

    private void OpenSegment()
    {
        CloseSegment();
        string path = Path.Combine(_folder, JournalFormat.FileName(_segmentNumber + 1, JournalFormat.SegmentExtension));
        IAppendFile file = _files.Create(path);
        try
        {
            JournalFormat.WriteHeader(_header, _segmentNumber + 1, _durable + 1);
            file.Write(_header);
            file.Sync();
            _files.SyncFolder(_folder);
        }
        catch
        {
            // Its number is used again: the next attempt empties it.
            file.Dispose();
            throw;
        }

        _segment = file;
        _segmentNumber++;
    }

    private void CloseSegment()
    {
        _segment?.Dispose();
        _segment = null;
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Error, Message = "O diário em {Folder} não pode ser gravado; o que não coube em disco fica na memória e é tentado de novo")]
    private partial void LogFailed(Exception exception, string folder);

    [LoggerMessage(EventId = 2, Level = LogLevel.Information, Message = "O diário em {Folder} voltou a ser gravado")]
    private partial void LogRecovered(string folder);
}
