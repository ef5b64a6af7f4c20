using System.Buffers;
using System.Net.WebSockets;
using Vigia.Integration.Access;
using Vigia.Integration.Admission;
using Vigia.Integration.Listeners.Envelopes;

namespace Vigia.Integration.Listeners.WebSocket;

/// <summary>
/// One client. Messages go into the queue in the order in which they came; up to a window of them wait for the disk at
/// once, each acknowledged as soon as it is there. It has no timers and, while idle, no buffer: <see cref="Inspect"/> is
/// called for all connections together and ends those that are slow, expired or overdue.
/// </summary>
internal sealed class WebSocketConnection : IDisposable
{
    private const int FirstBufferBytes = 4096;

    private readonly System.Net.WebSockets.WebSocket _socket;
    private readonly UpgradedStream _stream;
    private readonly IMessageIntake _intake;
    private readonly AdmissionOptions _admission;
    private readonly WebSocketListenerOptions _options;
    private readonly ConnectionMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _window;
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private WebSocketAck? _ack;
    private long _messageSince;
    private long _sendSince;
    private long _closeSince;
    private int _closing;
    private int _inHand;
    private TaskCompletionSource? _nothingInHand;
    private bool _closeSent;
    private string? _abortedFor;

    public WebSocketConnection(
        System.Net.WebSockets.WebSocket socket,
        UpgradedStream stream,
        IMessageIntake intake,
        AdmissionOptions admission,
        WebSocketListenerOptions options,
        ConnectionMetrics metrics,
        TimeProvider time)
    {
        _socket = socket;
        _stream = stream;
        _intake = intake;
        _admission = admission;
        _options = options;
        _metrics = metrics;
        _time = time;
        _window = new SemaphoreSlim(options.Window, options.Window);
    }

    public required Identity Identity { get; init; }

    public required string RequestId { get; init; }

    public required string? RemoteAddress { get; init; }

    /// <summary>Cuts the connection below the WebSocket.</summary>
    public required Action AbortTransport { get; init; }

    /// <summary>Completes once nothing of the connection runs any more.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Whether the credentials' own time is over.</summary>
    public bool HasExpired => Identity.ExpiresAt is { } end && end <= _time.GetUtcNow();

    public bool IsClosing => Volatile.Read(ref _closing) != 0;

    private int MaxFrameBytes => _admission.MaxMessageBytes + _admission.MaxEnvelopeBytes;

    /// <summary>Serves the client until the connection ends; never throws for what the client does.</summary>
    public async Task RunAsync(CancellationToken aborted)
    {
        try
        {
            while (await ReceiveAsync(aborted))
            {
            }

            await CloseAsync(WebSocketCloseStatus.NormalClosure, "");
        }
        catch (Exception e) when (IsConnectionFailure(e))
        {
            string failure = _abortedFor ?? WebSocketFailure.TypeOf(e, aborted.IsCancellationRequested);
            _metrics.Failed(failure);
            if (failure == WebSocketFailure.Protocol)
            {
                await LingerAsync(aborted);
            }

            AbortTransport();
        }
        finally
        {
            Interlocked.Exchange(ref _closing, 1);
            await WhenNothingIsInHandAsync();
            _ended.SetResult();
        }
    }

    /// <summary>
    /// Ends the connection in order: what comes from here on is thrown away unacknowledged, what was handed in is
    /// acknowledged, then the close frame is sent. The client's own close frame is waited for by <see cref="RunAsync"/>.
    /// </summary>
    public Task CloseAsync(WebSocketCloseStatus status, string reason)
    {
        if (Interlocked.Exchange(ref _closing, 1) == 0)
        {
            Volatile.Write(ref _closeSince, _time.GetTimestamp());
            _ = SendCloseAsync(status, reason);
        }

        return _closed.Task;
    }

    /// <summary>Ends the connection where the client is too slow, or its credentials have run out or were revoked.</summary>
    /// <returns>Whether it ends just now because its credentials did.</returns>
    public bool Inspect()
    {
        if (IsOver(ref _sendSince, _options.SendTimeoutSeconds) || IsOver(ref _messageSince, _options.MessageTimeoutSeconds))
        {
            Abort("slow");
        }
        else if (IsOver(ref _closeSince, _options.CloseTimeoutSeconds))
        {
            Abort("timeout");
        }
        else if (!IsClosing && MayNoMore)
        {
            _ = CloseAsync(WebSocketCloseStatus.PolicyViolation, HasExpired ? "expired" : "revoked");
            return true;
        }

        return false;
    }

    public void Abort(string failure)
    {
        Interlocked.CompareExchange(ref _abortedFor, failure, null);
        _socket.Abort();
        AbortTransport();
    }

    public void Dispose()
    {
        _socket.Dispose();
        _window.Dispose();
        _sending.Dispose();
        _ack?.Dispose();
    }

    private bool MayNoMore => HasExpired || Identity.Revoked.IsCancellationRequested;

    private bool IsOver(ref long since, double seconds) =>
        Volatile.Read(ref since) is var start and not 0 && _time.GetElapsedTime(start).TotalSeconds > seconds;

    private static bool IsConnectionFailure(Exception e) =>
        e is WebSocketException or OperationCanceledException or ObjectDisposedException or IOException;

    // The close frame that says what was wrong is on its way; cutting the connection now would take it away again.
    private async Task LingerAsync(CancellationToken aborted)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(_options.CloseTimeoutSeconds), _time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(aborted, patience.Token);
        try
        {
            await _stream.DiscardAsync(linked.Token);
        }
        catch (Exception e) when (IsConnectionFailure(e))
        {
            // The client has gone, or its time is over.
        }
    }

    private async Task SendCloseAsync(WebSocketCloseStatus status, string reason)
    {
        try
        {
            await WhenNothingIsInHandAsync();
            await _sending.WaitAsync();
            try
            {
                _closeSent = true;
                if (_socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
                {
                    await _socket.CloseOutputAsync(status, reason, CancellationToken.None);
                }
            }
            finally
            {
                _sending.Release();
            }
        }
        catch (Exception e) when (IsConnectionFailure(e))
        {
            Abort("reset");
        }
        finally
        {
            _closed.TrySetResult();
        }
    }

    // False: the client closed.
    private async ValueTask<bool> ReceiveAsync(CancellationToken aborted)
    {
        // An empty read waits for the next frame without holding memory for it.
        ValueWebSocketReceiveResult frame = await _socket.ReceiveAsync(Memory<byte>.Empty, aborted);
        if (frame.MessageType is WebSocketMessageType.Close)
        {
            return false;
        }

        byte[] buffer = ArrayPool<byte>.Shared.Rent(FirstBufferBytes);
        try
        {
            int count = 0;
            Volatile.Write(ref _messageSince, _time.GetTimestamp());
            while (!frame.EndOfMessage)
            {
                if (IsClosing)
                {
                    count = 0;
                }
                else if (count > MaxFrameBytes)
                {
                    count = 0;
                    Refuse(WebSocketCloseStatus.MessageTooBig, FormattableString.Invariant($"a message has at most {_admission.MaxMessageBytes} bytes"));
                }
                else if (count == buffer.Length)
                {
                    buffer = Grow(buffer, count);
                }

                frame = await _socket.ReceiveAsync(buffer.AsMemory(count), aborted);
                count += frame.Count;
            }

            Volatile.Write(ref _messageSince, 0);
            if (frame.MessageType is WebSocketMessageType.Binary)
            {
                Refuse(WebSocketCloseStatus.InvalidMessageType, "messages are text");
            }
            else if (count > MaxFrameBytes)
            {
                Refuse(WebSocketCloseStatus.MessageTooBig, FormattableString.Invariant($"a message has at most {_admission.MaxMessageBytes} bytes"));
            }
            else
            {
                await HandInAsync(new ReadOnlySequence<byte>(buffer, 0, count), aborted);
            }

            return true;
        }
        finally
        {
            Volatile.Write(ref _messageSince, 0);
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // The reader goes on after it, throwing away what comes: a client that is still writing would not see the close frame.
    private void Refuse(WebSocketCloseStatus status, string reason)
    {
        if (!IsClosing)
        {
            _metrics.Failed("protocol");
            _ = CloseAsync(status, reason);
        }
    }

    private static byte[] Grow(byte[] buffer, int count)
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.AsSpan(0, count).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }

    private async ValueTask HandInAsync(ReadOnlySequence<byte> json, CancellationToken aborted)
    {
        // While the window is full nothing is read: the client feels it through TCP.
        await _window.WaitAsync(aborted);
        Interlocked.Increment(ref _inHand);
        if (IsClosing || MayNoMore)
        {
            Done();
            return;
        }

        bool isRead = EnvelopeReader.TryRead(json, _admission, out Envelope envelope, out IntakeResult refusal);
        IncomingMessage message = envelope.ToMessage(WebSocketHandshake.Protocol, Identity, RequestId, RemoteAddress);
        ValueTask<IntakeResult> pending = isRead
            ? _intake.AcceptAsync(message, CancellationToken.None)
            : new ValueTask<IntakeResult>(_intake.Refuse(message, refusal));
        _ = AcknowledgeAsync(pending, envelope.Ref);
    }

    private async Task AcknowledgeAsync(ValueTask<IntakeResult> pending, byte[]? mark)
    {
        try
        {
            IntakeResult result = await pending;
            await _sending.WaitAsync();
            try
            {
                if (!_closeSent)
                {
                    _ack ??= new WebSocketAck();
                    Volatile.Write(ref _sendSince, _time.GetTimestamp());
                    await _socket.SendAsync(_ack.Write(result, mark), WebSocketMessageType.Text, WebSocketMessageFlags.EndOfMessage, CancellationToken.None);
                }
            }
            finally
            {
                Volatile.Write(ref _sendSince, 0);
                _sending.Release();
            }
        }
        catch (Exception e) when (IsConnectionFailure(e))
        {
            Abort("reset");
        }
        finally
        {
            Done();
        }
    }

    private void Done()
    {
        _window.Release();
        if (Interlocked.Decrement(ref _inHand) == 0)
        {
            Volatile.Read(ref _nothingInHand)?.TrySetResult();
        }
    }

    // Only once the connection closes: then nothing more comes into hand.
    private Task WhenNothingIsInHandAsync()
    {
        var source = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        source = Interlocked.CompareExchange(ref _nothingInHand, source, null) ?? source;
        if (Volatile.Read(ref _inHand) == 0)
        {
            source.TrySetResult();
        }

        return source.Task;
    }
}
