namespace Vigia.Integration.Listeners.WebSocket;

/// <summary>
/// The connection below a WebSocket. Disposing it, which a WebSocket does as soon as it fails, ends reads that wait but
/// leaves the connection itself alone, so that a close frame in front still goes out.
/// </summary>
internal sealed class UpgradedStream : Stream
{
    private readonly Stream _transport;
    private readonly CancellationTokenSource _reading;
    private readonly CancellationToken _readingToken;

    public UpgradedStream(Stream transport, CancellationToken aborted)
    {
        _transport = transport;
        _reading = CancellationTokenSource.CreateLinkedTokenSource(aborted);
        _readingToken = _reading.Token;
    }

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    // One token for all reads: linking the caller's to it each time would cost an allocation a message.
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        _transport.ReadAsync(buffer, _readingToken);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        _transport.ReadAsync(buffer.AsMemory(offset, count), _readingToken).AsTask();

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        _transport.WriteAsync(buffer, cancellationToken);

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        _transport.WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken) => _transport.FlushAsync(cancellationToken);

    public override void Flush() => throw new NotSupportedException();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    /// <summary>Reads what still comes and throws it away, until the client closes or the time is over.</summary>
    public async Task DiscardAsync(CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[1024];
        while (await _transport.ReadAsync(buffer, cancellationToken) > 0)
        {
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _reading.Cancel();
        }

        base.Dispose(disposing);
    }
}
