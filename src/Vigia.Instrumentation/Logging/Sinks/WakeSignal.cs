namespace Vigia.Instrumentation.Logging.Sinks;

/// <summary>
/// A counting signal. Unlike a semaphore it needs no end: a thread that waits while the log is disposed must not meet a
/// disposed object.
/// </summary>
internal sealed class WakeSignal
{
    private readonly object _gate = new();
    private int _count;

    /// <summary>Lets <paramref name="count"/> waits through, now or later.</summary>
    public void Release(int count = 1)
    {
        lock (_gate)
        {
            _count += count;
            Monitor.PulseAll(_gate);
        }
    }

    public void Wait()
    {
        lock (_gate)
        {
            while (_count == 0)
            {
                Monitor.Wait(_gate);
            }

            _count--;
        }
    }

    /// <returns>Whether the signal came within the time.</returns>
    public bool Wait(TimeSpan timeout)
    {
        lock (_gate)
        {
            if (_count == 0)
            {
                // Being woken without a count left for this thread ends the wait early; callers look at the state again.
                Monitor.Wait(_gate, timeout);
            }

            if (_count == 0)
            {
                return false;
            }

            _count--;
            return true;
        }
    }
}
