using System.Net;
using System.Net.Http.Headers;

namespace Vigia.Demo.Clients;

/// <summary>A body whose second half comes after some seconds, as over a bad mobile network.</summary>
internal sealed class SlowContent : HttpContent
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1.6);

    private readonly byte[] _body;
    private readonly TimeProvider _time;

    public SlowContent(byte[] body, TimeProvider time)
    {
        _body = body;
        _time = time;
        Headers.ContentType = new MediaTypeHeaderValue("application/json");
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => WriteAsync(stream, CancellationToken.None);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
        WriteAsync(stream, cancellationToken);

    protected override bool TryComputeLength(out long length)
    {
        length = _body.Length;
        return true;
    }

    private async Task WriteAsync(Stream stream, CancellationToken cancellationToken)
    {
        int half = _body.Length / 2;
        await stream.WriteAsync(_body.AsMemory(0, half), cancellationToken);
        await stream.FlushAsync(cancellationToken);
        await Task.Delay(Pause, _time, cancellationToken);
        await stream.WriteAsync(_body.AsMemory(half), cancellationToken);
    }
}
