using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;

namespace Vigia.Instrumentation.Tracing.Export;

/// <summary>
/// Hands export requests to a collector, by OTLP over HTTP or over gRPC
/// (https://opentelemetry.io/docs/specs/otlp/). One request at a time.
/// </summary>
internal sealed class OtlpTraceClient : IDisposable
{
    private const string GrpcPath = "/opentelemetry.proto.collector.trace.v1.TraceService/Export";
    private const string HttpPath = "/v1/traces";

    // A byte that says "not compressed", and the message's length.
    private const int GrpcPrefix = 5;

    private readonly HttpClient _http;
    private readonly Uri _address;
    private readonly bool _grpc;
    private readonly List<KeyValuePair<string, string>> _headers = [];

    /// <param name="options">Valid options with an endpoint.</param>
    public OtlpTraceClient(OtlpOptions options)
    {
        Uri endpoint = options.Endpoint ?? throw new ArgumentException("The options have no endpoint.", nameof(options));
        _grpc = options.Protocol == OtlpOptions.Grpc;
        _address = new Uri(endpoint.AbsoluteUri.TrimEnd('/') + (_grpc ? GrpcPath : HttpPath));
        _http = new HttpClient(new SocketsHttpHandler { ActivityHeadersPropagator = null, UseCookies = false, AllowAutoRedirect = false }) { Timeout = options.Timeout };
        foreach (string header in (options.Headers ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            int equals = header.IndexOf('=', StringComparison.Ordinal);
            _headers.Add(new(header[..equals].Trim(), Uri.UnescapeDataString(header[(equals + 1)..].Trim())));
        }
    }

    /// <summary>Begins a request in an empty buffer; its message is to be appended.</summary>
    public void Begin(ProtobufText request)
    {
        request.Clear();
        if (_grpc)
        {
            request.Append(stackalloc byte[GrpcPrefix]);
        }
    }

    /// <summary>Sends a request that <see cref="Begin"/> began. Waits for the answer.</summary>
    /// <remarks>For a thread of its own: over HTTP/1.1 nothing here needs the pool.</remarks>
    /// <returns>Whether the collector took it.</returns>
    /// <exception cref="HttpRequestException">There is no way to the collector.</exception>
    /// <exception cref="OperationCanceledException">It did not answer in time, or <paramref name="cancellationToken"/> was cancelled.</exception>
    public bool Send(ProtobufText request, CancellationToken cancellationToken)
    {
        ArraySegment<byte> body = request.Segment;
        if (_grpc)
        {
            BinaryPrimitives.WriteInt32BigEndian(body.AsSpan(1), body.Count - GrpcPrefix);
        }

        using var message = new HttpRequestMessage(HttpMethod.Post, _address)
        {
            Content = new ByteArrayContent(body.Array!, body.Offset, body.Count),
            Version = _grpc ? HttpVersion.Version20 : HttpVersion.Version11,
            VersionPolicy = _grpc ? HttpVersionPolicy.RequestVersionExact : HttpVersionPolicy.RequestVersionOrLower,
        };
        message.Content.Headers.ContentType = new MediaTypeHeaderValue(_grpc ? "application/grpc" : "application/x-protobuf");
        if (_grpc)
        {
            message.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
        }

        foreach ((string name, string value) in _headers)
        {
            message.Headers.TryAddWithoutValidation(name, value);
        }

        // HttpClient speaks HTTP/2 asynchronously only.
        using HttpResponseMessage answer = _grpc
            ? _http.SendAsync(message, cancellationToken).GetAwaiter().GetResult()
            : _http.Send(message, cancellationToken);
        return answer.IsSuccessStatusCode && (!_grpc || IsGrpcSuccess(answer));
    }

    public void Dispose() => _http.Dispose();

    // The status follows the body; an answer without a body has it among its headers.
    private static bool IsGrpcSuccess(HttpResponseMessage answer) =>
        (answer.TrailingHeaders.TryGetValues("grpc-status", out IEnumerable<string>? status)
            || answer.Headers.TryGetValues("grpc-status", out status))
        && status.FirstOrDefault() == "0";
}
