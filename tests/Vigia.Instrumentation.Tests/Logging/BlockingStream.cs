using System.Text;

namespace Vigia.Instrumentation.Tests.Logging;

/// <summary>An output that takes nothing until it is opened, as a pipe whose reader has stopped.</summary>
internal sealed class BlockingStream : MemoryStream
{
    private readonly ManualResetEventSlim _open = new();
    private readonly ManualResetEventSlim _waiting = new();

    public string Text => Encoding.UTF8.GetString(ToArray());

    public void AwaitWriter(CancellationToken cancellationToken) => _waiting.Wait(cancellationToken);

    public void Open() => _open.Set();

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        _waiting.Set();
        _open.Wait();
        base.Write(buffer);
    }

    protected override void Dispose(bool disposing)
    {
        _open.Set();
        base.Dispose(disposing);
    }
}
