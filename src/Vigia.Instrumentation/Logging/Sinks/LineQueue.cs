using System.Diagnostics;
using Vigia.Instrumentation.Logging.Lines;

namespace Vigia.Instrumentation.Logging.Sinks;

/// <summary>
/// The bounded buffer between the threads that log and the one that writes. Lines lie one behind the other in a batch;
/// the writer swaps the batch for an empty one. Lines leave in the order in which they came. What is being written
/// still counts towards the bounds.
/// </summary>
internal sealed class LineQueue : IDisposable
{
    /// <summary>A writer that gathers lines is woken early at this many bytes.</summary>
    private const int EnoughBytes = 128 * 1024;

    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _lines = new(0);
    private readonly SemaphoreSlim _room = new(0);
    private readonly int _maxBytes;
    private readonly int _maxLines;
    private readonly TimeSpan _blockTimeout;
    private readonly long[] _lost = new long[5];

    private LineBatch _filling = new();
    private LineBatch _writing = new();
    private Waiting _waiting;
    private int _waitingForRoom;
    private bool _completed;

    /// <param name="maxBytes">Bytes that may wait.</param>
    /// <param name="maxLines">Lines that may wait.</param>
    /// <param name="blockTimeout">How long <see cref="Add"/> waits for room; zero: not at all.</param>
    public LineQueue(int maxBytes, int maxLines, TimeSpan blockTimeout)
    {
        _maxBytes = maxBytes;
        _maxLines = maxLines;
        _blockTimeout = blockTimeout;
    }

    private enum Outcome
    {
        Added,
        AddedAndWake,
        NoRoom,
        Refused,
    }

    private enum Waiting
    {
        No,
        ForLines,
        ForMoreLines,
    }

    /// <returns>Whether the line was taken; if not, for want of room, it is counted as lost.</returns>
    public bool Add(ReadOnlySpan<byte> line, LogSeverity severity)
    {
        Outcome outcome = TryAdd(line, severity, mayWait: _blockTimeout > TimeSpan.Zero);
        if (outcome == Outcome.NoRoom)
        {
            long started = Stopwatch.GetTimestamp();
            while (outcome == Outcome.NoRoom)
            {
                TimeSpan left = _blockTimeout - Stopwatch.GetElapsedTime(started);
                bool mayWait = left > TimeSpan.Zero && _room.Wait(left);
                outcome = TryAdd(line, severity, mayWait);
            }
        }

        if (outcome == Outcome.AddedAndWake)
        {
            _lines.Release();
        }

        return outcome is Outcome.Added or Outcome.AddedAndWake;
    }

    private Outcome TryAdd(ReadOnlySpan<byte> line, LogSeverity severity, bool mayWait)
    {
        lock (_gate)
        {
            if (_completed)
            {
                return Outcome.Refused;
            }

            if (_filling.Length + _writing.Length + line.Length > _maxBytes || _filling.Lines + _writing.Lines >= _maxLines)
            {
                if (mayWait)
                {
                    _waitingForRoom++;
                    return Outcome.NoRoom;
                }

                _lost[(int)severity]++;
                return Outcome.Refused;
            }

            _filling.Add(line, severity);
            bool wake = _waiting == Waiting.ForLines
                || (_waiting == Waiting.ForMoreLines && (severity == LogSeverity.Critical || _filling.Length >= EnoughBytes));
            if (wake)
            {
                _waiting = Waiting.No;
            }

            return wake ? Outcome.AddedAndWake : Outcome.Added;
        }
    }

    /// <summary>Waits for lines, then up to <paramref name="gather"/> for more.</summary>
    /// <returns>The lines, valid until <see cref="Release"/>; null once the queue is complete and empty.</returns>
    public LineBatch? Take(TimeSpan gather)
    {
        while (true)
        {
            bool hasLines;
            lock (_gate)
            {
                hasLines = _filling.Lines > 0;
                if (hasLines && (gather == TimeSpan.Zero || _completed || _filling.IsUrgent || _filling.Length >= EnoughBytes))
                {
                    (_filling, _writing) = (_writing, _filling);
                    return _writing;
                }

                if (!hasLines && _completed)
                {
                    return null;
                }

                _waiting = hasLines ? Waiting.ForMoreLines : Waiting.ForLines;
            }

            if (hasLines)
            {
                _lines.Wait(gather);
                gather = TimeSpan.Zero;
            }
            else
            {
                _lines.Wait();
            }

            lock (_gate)
            {
                _waiting = Waiting.No;
            }
        }
    }

    /// <summary>Gives the taken batch back: its lines are written or given up.</summary>
    public void Release()
    {
        int waiting;
        lock (_gate)
        {
            _writing.Clear();
            waiting = _waitingForRoom;
            _waitingForRoom = 0;
        }

        if (waiting > 0)
        {
            _room.Release(waiting);
        }
    }

    /// <summary>Lines lost by severity since the last call, where there are any.</summary>
    public bool TakeLost(Span<long> lost)
    {
        lock (_gate)
        {
            _lost.CopyTo(lost);
            Array.Clear(_lost);
        }

        return lost.ContainsAnyExcept(0);
    }

    /// <summary>Takes no more lines; those that wait are still handed out.</summary>
    public void Complete()
    {
        lock (_gate)
        {
            _completed = true;
        }

        _lines.Release();
    }

    public void Dispose()
    {
        _lines.Dispose();
        _room.Dispose();
    }
}
