using System.Diagnostics;
using Vigia.Instrumentation.Logging.Lines;
using Vigia.Instrumentation.Metrics;

namespace Vigia.Instrumentation.Logging.Sinks;

/// <summary>One output with its buffer and its writing thread, so that a slow output holds nothing else up.</summary>
/// <remarks>A write that fails is tried again with what follows it until it succeeds; meanwhile the buffer fills, and then lines are lost and counted.</remarks>
internal sealed class LinePump : IDisposable
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan ReportInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LastRetry = TimeSpan.FromSeconds(1);

    private readonly LineQueue _queue;
    private readonly ILineOutput _output;
    private readonly LinePumpOptions _options;
    private readonly Thread _thread;
    private readonly Counter _written;
    private readonly Counter _bytes;
    private readonly Counter _errors;
    private readonly Counter[] _full;
    private readonly Counter[] _abandoned;
    private readonly object _stopGate = new();
    private readonly long[] _lost = new long[5];
    private long _stopStarted;
    private long _lastReport;
    private bool _failing;

    /// <param name="output">Where the lines go; owned.</param>
    /// <param name="options">Bounds and times.</param>
    /// <param name="metrics">What is counted.</param>
    public LinePump(ILineOutput output, LinePumpOptions options, LogMetrics metrics)
    {
        _output = output;
        _options = options;
        _queue = new LineQueue(options.BufferBytes, options.BufferLines, options.BlockTimeout);
        _written = metrics.Written(options.Name);
        _bytes = metrics.Bytes(options.Name);
        _errors = metrics.WriteErrors(options.Name);
        _full = metrics.Dropped(options.Name, "full");
        _abandoned = metrics.Dropped(options.Name, "shutdown");
        _thread = new Thread(Run) { IsBackground = true, Name = $"log {options.Name}" };
        _thread.Start();
    }

    private bool IsStopping => Volatile.Read(ref _stopStarted) != 0;

    private TimeSpan TimeLeft => IsStopping ? _options.ShutdownTimeout - Stopwatch.GetElapsedTime(_stopStarted) : TimeSpan.MaxValue;

    /// <summary>Adds a line with its newline.</summary>
    public void Add(ReadOnlySpan<byte> line, LogSeverity severity)
    {
        if (!_queue.Add(line, severity))
        {
            (IsStopping ? _abandoned : _full)[(int)severity].Increment();
        }
    }

    /// <summary>Writes all that waits, at most until the shutdown time is over.</summary>
    public void Dispose()
    {
        lock (_stopGate)
        {
            if (!IsStopping)
            {
                Volatile.Write(ref _stopStarted, Stopwatch.GetTimestamp());
                Monitor.PulseAll(_stopGate);
            }
        }

        _queue.Complete();
        // A little more than the time itself, for the thread to count what it gave up. An output that hangs is left behind.
        _thread.Join(_options.ShutdownTimeout + TimeSpan.FromMilliseconds(250));
    }

    private void Run()
    {
        while (_queue.Take(_options.FlushInterval) is { } chunk)
        {
            int position = WriteAll(chunk.Bytes);
            Count(chunk, position);
            bool urgent = chunk.IsUrgent;
            _queue.Release(_lost);
            ReportLost();
            if (urgent)
            {
                Sync();
            }
        }

        Sync();
        _output.Dispose();
    }

    /// <returns>How far it came: to the end, unless the pump is stopped while the output takes nothing.</returns>
    private int WriteAll(ReadOnlySpan<byte> lines)
    {
        int position = 0;
        TimeSpan retry = FirstRetry;
        while (true)
        {
            int before = position;
            try
            {
                _output.Write(lines, ref position);
                _failing = false;
                return position;
            }
            catch (Exception e)
            {
                // Whatever an output throws must not end the service with an unhandled exception on this thread: it is
                // counted, the lines are kept, and their loss, if it comes to that, is counted and told as well.
                _errors.Increment();
                if (!_failing)
                {
                    _failing = true;
                    _options.Failed(e);
                }
            }

            retry = position > before ? FirstRetry : retry * 2 < LastRetry ? retry * 2 : LastRetry;
            if (!Pause(retry))
            {
                return position;
            }
        }
    }

    /// <returns>Whether there is time for another try.</returns>
    private bool Pause(TimeSpan time)
    {
        lock (_stopGate)
        {
            TimeSpan left = TimeLeft;
            if (left <= TimeSpan.Zero)
            {
                return false;
            }

            Monitor.Wait(_stopGate, time < left ? time : left);
            return true;
        }
    }

    private void Count(LineChunk chunk, int position)
    {
        int lines = position == chunk.Length ? chunk.Lines : Math.Min(chunk.Lines, chunk.Bytes[..position].Count((byte)'\n'));
        _written.Increment(lines);
        _bytes.Increment(position);
        foreach (byte severity in chunk.Severities[lines..])
        {
            _abandoned[severity].Increment();
        }
    }

    /// <summary>Tells of lost lines, at once where the last report is a while ago, else when the writer has caught up.</summary>
    private void ReportLost()
    {
        if (!_lost.AsSpan().ContainsAnyExcept(0)
            || (_lastReport != 0 && Stopwatch.GetElapsedTime(_lastReport) < ReportInterval && !_queue.IsEmpty))
        {
            return;
        }

        _lastReport = Stopwatch.GetTimestamp();
        byte[] line = _options.FormatLost(_lost);
        Array.Clear(_lost);
        if (WriteAll(line) == line.Length)
        {
            _written.Increment();
            _bytes.Increment(line.Length);
        }
    }

    private void Sync()
    {
        try
        {
            _output.Sync();
        }
        catch (IOException)
        {
            _errors.Increment();
        }
    }
}
