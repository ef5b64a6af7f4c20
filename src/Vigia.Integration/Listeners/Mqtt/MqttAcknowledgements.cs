using System.Buffers;
using System.IO.Pipelines;
using Vigia.Integration.Admission;

namespace Vigia.Integration.Listeners.Mqtt;

/// <summary>
/// What one connection is owed, in the order in which it came: acknowledgements go out in the order of the messages
/// (MQTT 5, section 4.6), each only after the intake has it on disk. Bounded by the number of messages; whoever adds one
/// waits for room first and reads no further meanwhile. One writer task runs while something is owed and none while the
/// connection is idle. Entries are added by one thread at a time.
/// </summary>
/// <param name="output">Written to by nobody else while something is owed.</param>
/// <param name="version5">Whether reason codes can be sent.</param>
/// <param name="capacity">Most messages at once.</param>
/// <param name="onUnacknowledged">Called when a message must not be acknowledged, so that the connection ends.</param>
/// <param name="onFailure">Called when writing failed.</param>
/// <param name="onWriting">Called before (true) and after (false) bytes are given to the network.</param>
internal sealed class MqttAcknowledgements(
    PipeWriter output, bool version5, int capacity, Action onUnacknowledged, Action<Exception> onFailure, Action<bool> onWriting) : IDisposable
{
    // Bytes of messages that wait here; one message is always let in, however large.
    private const long MaxBytes = 1024 * 1024;

    private readonly Lock _lock = new();
    private readonly Queue<Entry> _entries = new();
    private readonly SemaphoreSlim _changed = new(0, 1);
    private long _bytes;
    private bool _isRunning;
    private bool _isBroken;
    private bool _someoneWaits;
    private Task _writer = Task.CompletedTask;

    /// <summary>Waits until a message of this size has room.</summary>
    public async ValueTask WaitForRoomAsync(int bytes, CancellationToken cancellationToken)
    {
        while (true)
        {
            lock (_lock)
            {
                if (_isBroken || _entries.Count == 0 || (_entries.Count < capacity && _bytes + bytes <= MaxBytes))
                {
                    return;
                }

                _someoneWaits = true;
            }

            await _changed.WaitAsync(cancellationToken);
        }
    }

    /// <summary>A message that the intake works on.</summary>
    /// <param name="packetId">0 for QoS 0, which is not acknowledged.</param>
    /// <param name="bytes">Its size.</param>
    /// <param name="result">The intake's answer to come.</param>
    /// <param name="tellWhy">Whether the client wants reason strings.</param>
    /// <param name="refusal">The reason code of a refusal, where it is known better than its outcome tells.</param>
    public void Add(ushort packetId, int bytes, ValueTask<IntakeResult> result, bool tellWhy, MqttReason? refusal = null) =>
        Add(new Entry(packetId, bytes, result, null, tellWhy, refusal));

    /// <summary>A packet that is ready.</summary>
    public void Add(byte[] packet) => Add(new Entry(0, packet.Length, default, packet, false, null));

    /// <summary>Waits until nothing is owed any more. To be called by the one that adds.</summary>
    public Task CompleteAsync() => _writer;

    public void Dispose() => _changed.Dispose();

    private void Add(Entry entry)
    {
        lock (_lock)
        {
            _entries.Enqueue(entry);
            _bytes += entry.Bytes;
            if (_isRunning)
            {
                return;
            }

            _isRunning = true;
        }

        _writer = WriteAsync();
    }

    private async Task WriteAsync()
    {
        bool unflushed = false;
        bool stopped = false;
        while (Next(unflushed) is { } step)
        {
            if (step.Entry is not { } entry)
            {
                stopped |= !await FlushAsync();
                unflushed = false;
                continue;
            }

            if (entry.Packet is { } packet)
            {
                output.Write(packet);
                unflushed = true;
            }
            else
            {
                if (unflushed && !entry.Result.IsCompleted)
                {
                    stopped |= !await FlushAsync();
                    unflushed = false;
                }

                unflushed |= await AcknowledgeAsync(entry, stopped);
            }

            Remove(entry);
        }
    }

    /// <summary>The next thing to do: an entry, a flush (no entry), or nothing more (null), and then this task is over.</summary>
    private (Entry? Entry, bool IsFlush)? Next(bool unflushed)
    {
        lock (_lock)
        {
            if (_entries.TryPeek(out Entry? entry))
            {
                return (entry, false);
            }

            if (unflushed)
            {
                return (null, true);
            }

            _isRunning = false;
            return null;
        }
    }

    private void Remove(Entry entry)
    {
        bool signal;
        lock (_lock)
        {
            _entries.Dequeue();
            _bytes -= entry.Bytes;
            signal = _someoneWaits;
            _someoneWaits = false;
        }

        if (signal)
        {
            _changed.Release();
        }
    }

    private async ValueTask<bool> AcknowledgeAsync(Entry entry, bool stopped)
    {
        IntakeResult result;
        try
        {
            result = await entry.Result;
        }
        catch (Exception exception)
        {
            onFailure(exception);
            result = new IntakeResult { Outcome = IntakeOutcome.Unavailable };
        }

        // QoS 0: nobody waits for an answer.
        if (entry.PacketId == 0 || stopped)
        {
            return false;
        }

        if (!version5 && MqttReasons.IsTemporary(result.Outcome))
        {
            onUnacknowledged();
            return false;
        }

        MqttReason reason = entry.Refusal ?? MqttReasons.ForPublish(result.Outcome);
        MqttPacketWriter.PubAck(output, version5, entry.PacketId, reason, entry.TellWhy ? result.Error : null);
        return true;
    }

    private async ValueTask<bool> FlushAsync()
    {
        try
        {
            onWriting(true);
            FlushResult flushed = await output.FlushAsync();
            onWriting(false);
            if (!flushed.IsCompleted)
            {
                return true;
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or InvalidOperationException)
        {
            onFailure(exception);
        }

        lock (_lock)
        {
            _isBroken = true;
        }

        return false;
    }

    private sealed record Entry(ushort PacketId, int Bytes, ValueTask<IntakeResult> Result, byte[]? Packet, bool TellWhy, MqttReason? Refusal);
}
