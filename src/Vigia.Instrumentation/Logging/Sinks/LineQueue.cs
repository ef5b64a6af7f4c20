using System.Diagnostics;
using Vigia.Instrumentation.Logging.Lines;

namespace Vigia.Instrumentation.Logging.Sinks;

/// <summary>
/// The bounded buffer between the threads that log and the one that writes: a row of chunks, of which the last is being
/// filled. Lines leave in the order in which they came. What is being written still counts towards the bounds.
/// </summary>
internal sealed class LineQueue
{
    /// <summary>Chunks kept for reuse; more of them are needed only while the writer lags behind.</summary>
    private const int MaxSpare = 16;

    private readonly Lock _gate = new();
    private readonly WakeSignal _lines = new();
    private readonly WakeSignal _room = new();
    private readonly Stack<LineChunk> _spare = new(MaxSpare);
    private readonly int _maxBytes;
    private readonly int _maxLines;
    private readonly TimeSpan _blockTimeout;

    private LineChunk? _first;
    private LineChunk? _last;
    private LineChunk? _taken;
    private int _waitingBytes;
    private int _waitingLines;
    private bool _urgent;
    private Waiting _writer;
    private int _blocked;
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

    /// <summary>What the writing thread waits for.</summary>
    private enum Waiting
    {
        No,
        ForLines,
        ForMoreLines,
    }

    /// <summary>Whether no line waits for the writer.</summary>
    public bool IsEmpty
    {
        get
        {
            lock (_gate)
            {
                return _first is null;
            }
        }
    }

    /// <returns>Whether the line was taken; if not, for want of room, it is counted as lost.</returns>
    public bool Add(ReadOnlySpan<byte> line, LogSeverity severity)
    {
        Outcome outcome = TryAdd(line, severity, mayWait: _blockTimeout > TimeSpan.Zero);
        if (outcome == Outcome.NoRoom)
        {
            outcome = AddWhenThereIsRoom(line, severity);
        }

        if (outcome == Outcome.AddedAndWake)
        {
            _lines.Release();
        }

        return outcome is Outcome.Added or Outcome.AddedAndWake;
    }

    /// <summary>Waits for lines, then up to <paramref name="gather"/> for more, unless a whole chunk or a critical line is there.</summary>
    /// <returns>The oldest lines, valid until <see cref="Release"/>; null once the queue is complete and empty.</returns>
    public LineChunk? Take(TimeSpan gather)
    {
        while (true)
        {
            bool hasLines;
            lock (_gate)
            {
                hasLines = _first is not null;
                if (hasLines && (gather == TimeSpan.Zero || _completed || _urgent || _first != _last))
                {
                    return Detach();
                }

                if (!hasLines && _completed)
                {
                    return null;
                }

                _writer = hasLines ? Waiting.ForMoreLines : Waiting.ForLines;
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
                _writer = Waiting.No;
            }
        }
    }

    /// <summary>Gives the taken chunk back: its lines are written or given up.</summary>
    /// <param name="lost">Gets the lines, by severity, that were lost behind it, added to what is there.</param>
    public void Release(Span<long> lost)
    {
        int blocked;
        lock (_gate)
        {
            LineChunk chunk = _taken!;
            for (int i = 0; i < lost.Length; i++)
            {
                lost[i] += chunk.Lost[i];
            }

            _taken = null;
            _waitingBytes -= chunk.Length;
            _waitingLines -= chunk.Lines;
            blocked = _blocked;
            _blocked = 0;
            if (chunk.IsOfUsualSize && _spare.Count < MaxSpare)
            {
                chunk.Clear();
                _spare.Push(chunk);
            }
        }

        if (blocked > 0)
        {
            _room.Release(blocked);
        }
    }

    /// <summary>Takes no more lines; those that wait are still handed out.</summary>
    public void Complete()
    {
        int blocked;
        lock (_gate)
        {
            _completed = true;
            blocked = _blocked;
            _blocked = 0;
        }

        _lines.Release();
        if (blocked > 0)
        {
            _room.Release(blocked);
        }
    }

    private Outcome AddWhenThereIsRoom(ReadOnlySpan<byte> line, LogSeverity severity)
    {
        long started = Stopwatch.GetTimestamp();
        Outcome outcome;
        do
        {
            TimeSpan left = _blockTimeout - Stopwatch.GetElapsedTime(started);
            if (left > TimeSpan.Zero)
            {
                _room.Wait(left);
            }

            outcome = TryAdd(line, severity, mayWait: left > TimeSpan.Zero);
        }
        while (outcome == Outcome.NoRoom);
        return outcome;
    }

    private Outcome TryAdd(ReadOnlySpan<byte> line, LogSeverity severity, bool mayWait)
    {
        lock (_gate)
        {
            if (_completed)
            {
                return Outcome.Refused;
            }

            if (_waitingBytes + line.Length > _maxBytes || _waitingLines >= _maxLines)
            {
                if (mayWait)
                {
                    _blocked++;
                    return Outcome.NoRoom;
                }

                if ((_last ?? _taken) is { } lastTaken)
                {
                    lastTaken.Lost[(int)severity]++;
                }

                return Outcome.Refused;
            }

            bool isFirstLine = _last is null;
            bool startsChunk = isFirstLine || !_last!.HasRoom(line.Length);
            if (startsChunk)
            {
                Append(line.Length);
            }

            _last!.Add(line, severity);
            _waitingBytes += line.Length;
            _waitingLines++;
            _urgent |= severity == LogSeverity.Critical;
            bool wake = _writer != Waiting.No && (_writer == Waiting.ForLines || startsChunk || _urgent);
            if (!wake)
            {
                return Outcome.Added;
            }

            _writer = Waiting.No;
            return Outcome.AddedAndWake;
        }
    }

    private void Append(int bytes)
    {
        LineChunk chunk = bytes <= LineChunk.UsualBytes && _spare.TryPop(out LineChunk? spare) ? spare : new LineChunk(bytes);
        if (_last is null)
        {
            _first = chunk;
        }
        else
        {
            _last.Next = chunk;
        }

        _last = chunk;
    }

    private LineChunk Detach()
    {
        LineChunk chunk = _first!;
        _taken = chunk;
        _first = chunk.Next;
        if (_first is null)
        {
            _last = null;
            _urgent = false;
        }

        return chunk;
    }
}
