using Vigia.Integration.Queue.Database;

namespace Vigia.Integration.Queue.Operations;

internal sealed partial class QueueWriter
{
    private void CheckpointOrRecover(QueueContext context)
    {
        if (_unavailable is not null || _broken is not null)
        {
            return;
        }

        try
        {
            Checkpoint(context, _checkpointer!);
        }
        catch (SqliteFailureException failure)
        {
            BecomeUnavailable(context, failure);
            ArmTimer(context);
        }
    }

    /// <summary>
    /// Has the log copied part by part while commits go on. Only once it has its full length the writer copies the little
    /// that is left itself, after which the log starts over: that stops commits for some milliseconds, so it is rare.
    /// Where the disk cannot copy as fast as commits fill the log, they wait: the log must not grow without bound.
    /// </summary>
    private void Checkpoint(QueueContext context, LogCheckpointer checkpointer)
    {
        int pages = context.Session.TakePagesWritten();
        _logPages += pages;
        _uncopiedPages += pages;
        if (!checkpointer.IsIdle)
        {
            if (_logPages * PageSize < _options.LogBytes * MaxLogFactor)
            {
                return;
            }

            _meters.LogStalls.Increment();
            checkpointer.WaitUntilIdle();
        }

        if (_isCopying)
        {
            // The log may be longer than what was written since it should have started over, for a reader can keep it from that.
            _isCopying = false;
            checkpointer.ThrowIfFailed();
            _logPages = checkpointer.LogPages + _uncopiedPages;
        }

        bool isFull = _logPages * PageSize >= _options.LogBytes;
        if (isFull && _isAlmostCopied)
        {
            context.Session.Checkpoint(truncate: false);
            context.Session.TakePagesWritten();
            _isAlmostCopied = false;
            _logPages = 0;
            _uncopiedPages = 0;
        }
        else if (isFull || _uncopiedPages * PageSize >= _options.CheckpointBytes)
        {
            _isAlmostCopied = isFull;
            _isCopying = true;
            _uncopiedPages = 0;
            checkpointer.Begin(isFull);
        }
    }
}
