using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Resources;
using Vigia.Instrumentation.Logging.Sinks;

namespace Vigia.Instrumentation.Tracing.Export;

/// <summary>
/// The SDK's last processor: encodes a span when it ends and sends what was encoded in batches. Thread safe; ending a
/// span never waits for the collector.
/// </summary>
/// <remarks>
/// Unlike the SDK's batching processor it keeps bytes, not spans. A span that waited would outlive the youngest
/// generation with its attributes and events, and the garbage collector would copy it: under load that costs more than
/// the encoding. See docs/benchmarks.md.
/// </remarks>
internal sealed class SpanExporter : BaseProcessor<Activity>
{
    /// <summary>A buffer that one huge span made larger than this is not kept.</summary>
    private const int MaxKept = 256 * 1024;

    [ThreadStatic]
    private static ProtobufText? _scratch;

    private readonly object _gate = new();
    private readonly WakeSignal _wake = new();
    private readonly CancellationTokenSource _abandon = new();
    private readonly Queue<SpanBatch> _full = new();
    private readonly Stack<SpanBatch> _spare = new();
    private readonly OtlpTraceClient _client;
    private readonly SpanExportTally _tally;
    private readonly ProtobufText _request = new(64 * 1024);
    private readonly int _batchSize;
    private readonly int _maxSpare;
    private readonly TimeSpan _delay;
    private readonly Thread _sending;

    private SpanBatch _filling = new();
    private byte[]? _resource;
    private long _added;
    private long _done;
    private bool _flush;
    private bool _stopping;
    private bool _ended;

    /// <param name="client">Where spans go; owned.</param>
    /// <param name="tally">Bounds and counts them.</param>
    /// <param name="options">The batch's size and its delay.</param>
    public SpanExporter(OtlpTraceClient client, SpanExportTally tally, TracingOptions options)
    {
        _client = client;
        _tally = tally;
        _batchSize = options.MaxBatchSize;
        _maxSpare = Math.Min(64, (options.MaxQueueSize / options.MaxBatchSize) + 1);
        _delay = options.ExportDelay;
        // Its own thread, as waiting pool threads look for work in a loop before they sleep, after each batch anew.
        _sending = new Thread(SendAll) { IsBackground = true, Name = "span export" };
        _sending.UnsafeStart();
    }

    public override void OnEnd(Activity data)
    {
        if (!data.Recorded || !_tally.TryReserve())
        {
            return;
        }

        // Encoded before the lock: a value's own code runs here, and may end spans itself.
        ProtobufText scratch = _scratch ?? new ProtobufText(2048);
        _scratch = null;
        scratch.Clear();
        SpanEncoder.Write(scratch, data);
        Add(data.Source, scratch.Written);
        _scratch = scratch.Capacity <= MaxKept ? scratch : null;
    }

    /// <summary>Waits until every span that has ended by now is sent or given up.</summary>
    protected override bool OnForceFlush(int timeoutMilliseconds)
    {
        lock (_gate)
        {
            long target = _added;
            if (_done >= target)
            {
                return true;
            }

            _flush = true;
            _wake.Release();
            return WaitFor(() => _done >= target, timeoutMilliseconds);
        }
    }

    /// <summary>Sends what waits, as long as there is time; what is left then counts as lost.</summary>
    protected override bool OnShutdown(int timeoutMilliseconds)
    {
        lock (_gate)
        {
            _stopping = true;
            _wake.Release();
            if (WaitFor(() => _ended, timeoutMilliseconds))
            {
                return true;
            }
        }

        _abandon.Cancel();
        return false;
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
        {
            OnShutdown(timeoutMilliseconds: 0);
            _client.Dispose();
        }
    }

    private void Add(ActivitySource source, ReadOnlySpan<byte> span)
    {
        bool full = false;
        bool late;
        lock (_gate)
        {
            late = _stopping;
            if (!late)
            {
                _filling.Add(source, span);
                _added++;
                full = _filling.Count >= _batchSize;
                if (full)
                {
                    _full.Enqueue(_filling);
                    _filling = _spare.TryPop(out SpanBatch? spare) ? spare : new SpanBatch();
                }
            }
        }

        if (late)
        {
            _tally.Complete(1, succeeded: false);
        }
        else if (full)
        {
            _wake.Release();
        }
    }

    // Called with the gate held; Monitor.Wait gives it up meanwhile.
    private bool WaitFor(Func<bool> condition, int timeoutMilliseconds)
    {
        long started = Stopwatch.GetTimestamp();
        while (!condition())
        {
            int left = timeoutMilliseconds < 0
                ? Timeout.Infinite
                : (int)Math.Max(0, timeoutMilliseconds - Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            if (left == 0 || !Monitor.Wait(_gate, left))
            {
                return condition();
            }
        }

        return true;
    }

    private void SendAll()
    {
        // An export is not the service's work: it has no span of its own.
        using IDisposable silence = SuppressInstrumentationScope.Begin();
        while (true)
        {
            bool due = !_wake.Wait(_delay);
            while (Take(ref due) is { } batch)
            {
                int spans = batch.Count;
                bool taken = Send(batch);
                GiveBack(batch, spans, taken);
            }

            lock (_gate)
            {
                if (_stopping && _full.Count == 0 && _filling.Count == 0)
                {
                    _ended = true;
                    Monitor.PulseAll(_gate);
                    return;
                }
            }
        }
    }

    /// <param name="due">Whether one that is not full is taken too; only one is, lest what ends during an export goes alone.</param>
    private SpanBatch? Take(ref bool due)
    {
        lock (_gate)
        {
            if (_full.TryDequeue(out SpanBatch? full))
            {
                return full;
            }

            if (_filling.Count == 0 || !(due || _flush || _stopping))
            {
                return null;
            }

            due = _flush = false;
            SpanBatch batch = _filling;
            _filling = _spare.TryPop(out SpanBatch? spare) ? spare : new SpanBatch();
            return batch;
        }
    }

    private bool Send(SpanBatch batch)
    {
        try
        {
            _client.Begin(_request);
            batch.WriteRequest(_request, _resource ??= EncodeResource());
            return _client.Send(_request, _abandon.Token);
        }
        catch (Exception)
        {
            // Whatever it is, the batch is lost and counted as such, and the next one is tried.
            return false;
        }
    }

    private void GiveBack(SpanBatch batch, int spans, bool taken)
    {
        batch.Clear();
        _tally.Complete(spans, taken);
        lock (_gate)
        {
            _done += spans;
            // As many as the bound of spans lets wait: their buffers are too large to be made anew in each burst.
            if (_spare.Count < _maxSpare)
            {
                _spare.Push(batch);
            }

            Monitor.PulseAll(_gate);
        }
    }

    private byte[] EncodeResource()
    {
        var resource = new ProtobufText(256);
        foreach ((string key, object value) in (ParentProvider?.GetResource() ?? Resource.Empty).Attributes)
        {
            AttributeEncoder.Write(resource, 1, key, value);
        }

        return resource.Written.ToArray();
    }
}
