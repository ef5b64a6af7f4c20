using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;

namespace Vigia.Instrumentation.Metrics.Requests;

/// <summary>
/// Stands before a response's body and counts what goes through, whichever of its ways in is used. Belongs to one
/// <c>HttpContext</c> and is attached anew for each of its requests.
/// </summary>
[SuppressMessage("Reliability", "CA1001", Justification = "The stream holds nothing: it only passes on to the request's own.")]
internal sealed class ResponseMeter : IHttpResponseBodyFeature
{
    private readonly CountingResponseWriter _writer;
    private readonly CountingResponseStream _stream;
    private IHttpResponseBodyFeature? _inner;

    public ResponseMeter()
    {
        _writer = new CountingResponseWriter(this);
        _stream = new CountingResponseStream(this);
    }

    /// <summary>Bytes of body that were written.</summary>
    public long Length { get; set; }

    public Stream Stream => _stream;

    public PipeWriter Writer => _writer;

    internal Stream InnerStream => Inner.Stream;

    internal PipeWriter InnerWriter => Inner.Writer;

    private IHttpResponseBodyFeature Inner => _inner ?? throw new ObjectDisposedException("HttpResponse", "The request has ended.");

    public void Attach(IHttpResponseBodyFeature inner)
    {
        _inner = inner;
        Length = 0;
    }

    public void Detach() => _inner = null;

    public void DisableBuffering() => Inner.DisableBuffering();

    public Task StartAsync(CancellationToken cancellationToken = default) => Inner.StartAsync(cancellationToken);

    public Task CompleteAsync() => Inner.CompleteAsync();

    public async Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default)
    {
        long length = count ?? new FileInfo(path).Length - offset;
        await Inner.SendFileAsync(path, offset, count, cancellationToken);
        Length += length;
    }
}
