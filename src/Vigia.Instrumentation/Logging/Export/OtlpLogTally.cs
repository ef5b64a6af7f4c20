using Vigia.Instrumentation.Logging.Lines;
using Vigia.Instrumentation.Metrics;

namespace Vigia.Instrumentation.Logging.Export;

/// <summary>Bounds and counts the records on their way to the OTLP receiver; the SDK's queue drops without a count. Thread safe.</summary>
internal sealed class OtlpLogTally(LogMetrics metrics)
{
    /// <summary>Records that may wait in the SDK's queue.</summary>
    public const int MaxWaiting = 4096;

    private const string Output = "otlp";

    private readonly Counter _written = metrics.Written(Output);
    private readonly Counter _errors = metrics.WriteErrors(Output);
    private readonly Counter _refused = metrics.DroppedOfAnyLevel(Output, "export");
    private readonly Counter[] _full = metrics.Dropped(Output, "full");
    private int _waiting;

    /// <returns>Whether there is room for a record; if not it is counted as dropped.</returns>
    public bool TryAdd(LogSeverity severity)
    {
        if (Interlocked.Increment(ref _waiting) <= MaxWaiting)
        {
            return true;
        }

        Interlocked.Decrement(ref _waiting);
        _full[(int)severity].Increment();
        return false;
    }

    /// <summary>An export has ended; records that failed are not sent again.</summary>
    public void Complete(long records, bool success)
    {
        Interlocked.Add(ref _waiting, -(int)records);
        if (success)
        {
            _written.Increment(records);
        }
        else
        {
            _errors.Increment();
            _refused.Increment(records);
        }
    }
}
