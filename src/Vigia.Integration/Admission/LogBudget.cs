namespace Vigia.Integration.Admission;

/// <summary>Bounds the lines that senders can cause, so that a flood of refusals cannot fill the disk. Thread safe.</summary>
internal sealed class LogBudget(TimeProvider time)
{
    private const int Burst = 200;
    private const int LinesPerSecond = 50;

    private readonly Lock _lock = new();
    private double _lines = Burst;
    private long _at = time.GetTimestamp();
    private long _suppressed;

    /// <summary>Whether a line may be written, and how many were left out before it.</summary>
    public bool TryTake(out long suppressed)
    {
        lock (_lock)
        {
            long now = time.GetTimestamp();
            _lines = Math.Min(Burst, _lines + (time.GetElapsedTime(_at, now).TotalSeconds * LinesPerSecond));
            _at = now;
            suppressed = _suppressed;
            if (_lines < 1)
            {
                _suppressed++;
                return false;
            }

            _lines--;
            _suppressed = 0;
            return true;
        }
    }
}
