using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Vigia.Instrumentation.Metrics.Requests;

/// <summary>
/// Measures one request at a time: its time, and the bytes of its response, before whose body it stands whichever of
/// the ways in is used. Belongs to one <c>HttpContext</c> and is used for each of that context's requests.
/// </summary>
[SuppressMessage("Reliability", "CA1001", Justification = "The stream holds nothing: it only passes on to the request's own.")]
internal sealed class RequestMeter : IHttpResponseBodyFeature
{
    private static readonly Func<object, Task> OnCompleted = static state =>
    {
        ((RequestMeter)state).Finish();
        return Task.CompletedTask;
    };

    private readonly HttpContext _context;
    private readonly RequestMetricsMiddleware _middleware;
    private readonly CountingResponseWriter _writer;
    private readonly CountingResponseStream _stream;
    private IHttpResponseBodyFeature? _inner;
    private long _started;

    public RequestMeter(HttpContext context, RequestMetricsMiddleware middleware)
    {
        _context = context;
        _middleware = middleware;
        _writer = new CountingResponseWriter(this);
        _stream = new CountingResponseStream(this);
    }

    /// <summary>The body of a request that did not say its length, or null.</summary>
    public CountingRequestStream? RequestBody { get; private set; }

    /// <summary>Bytes of the response's body that were written.</summary>
    public long Sent { get; set; }

    public Stream Stream => _stream;

    public PipeWriter Writer => _writer;

    internal Stream InnerStream => Inner.Stream;

    internal PipeWriter InnerWriter => Inner.Writer;

    private IHttpResponseBodyFeature Inner => _inner ?? throw new ObjectDisposedException("HttpResponse", "The request has ended.");

    /// <summary>Begins with the context's present request; the server says when it ends.</summary>
    public void Start(IHttpResponseBodyFeature body)
    {
        _started = Stopwatch.GetTimestamp();
        Sent = 0;
        _inner = body;
        _context.Features.Set<IHttpResponseBodyFeature>(this);
        RequestBody = null;
        if (_context.Request.ContentLength is null
            && _context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: true })
        {
            RequestBody = new CountingRequestStream(_context.Request.Body);
            _context.Request.Body = RequestBody;
        }

        _context.Response.OnCompleted(OnCompleted, this);
    }

    public void DisableBuffering() => Inner.DisableBuffering();

    public Task StartAsync(CancellationToken cancellationToken = default) => Inner.StartAsync(cancellationToken);

    public Task CompleteAsync() => Inner.CompleteAsync();

    public async Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default)
    {
        long length = count ?? new FileInfo(path).Length - offset;
        await Inner.SendFileAsync(path, offset, count, cancellationToken);
        Sent += length;
    }

    private void Finish()
    {
        _middleware.Record(_context, Stopwatch.GetElapsedTime(_started), RequestBody?.Length ?? _context.Request.ContentLength ?? 0, Sent);
        _inner = null;
        RequestBody = null;
    }
}
