using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Vigia.Instrumentation.Tracing;
using Vigia.Integration.Processing.Mapping;
using Vigia.Model.Messages;
using Vigia.Model.Processing;

namespace Vigia.Integration.Delivery.Http;

/// <summary>
/// Sends the payload to an HTTP endpoint. The message's id goes along as <c>Idempotency-Key</c> and <c>X-Message-Id</c>, so
/// that the other side can tell a repeat; the trace context goes along too. Thread safe.
/// </summary>
internal sealed class HttpDestination : IDestination
{
    /// <summary>Bytes of an answer that are read to tell what was wrong.</summary>
    private const int MaxAnswerBytes = 2048;
    private const int MaxAnswerTold = 256;

    private readonly HttpClient _client;
    private readonly HttpMethod _method;
    private readonly TextTemplate _url;
    private readonly Uri? _constantUrl;
    private readonly KeyValuePair<string, string>[] _headers;
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _time;

    public HttpDestination(HttpMessageHandler handler, DestinationOptions options, TextTemplate url, TimeProvider time)
    {
        // The time-out is per request and on the module's clock.
        _client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        _method = HttpMethod.Parse(options.Method);
        _url = url;
        _constantUrl = url.Constant is { } constant ? new Uri(constant) : null;
        _headers = [.. options.Headers];
        _timeout = options.Timeout;
        _time = time;
    }

    public string Kind => "http";

    public async ValueTask<MessageOutput?> DeliverAsync(Message message, CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = CreateRequest(message);
        using var timeout = new CancellationTokenSource(_timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            using HttpResponseMessage response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            if (!response.IsSuccessStatusCode)
            {
                throw await RefusedAsync(response, either.Token);
            }

            return null;
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new ProcessingException("delivery_timeout", $"No answer within {_timeout}.", isTransient: true);
        }
        catch (HttpRequestException exception)
        {
            throw new ProcessingException(ErrorTypeOf(exception), exception.InnerException?.Message ?? exception.Message, isTransient: true, exception);
        }
        catch (IOException exception)
        {
            throw new ProcessingException("delivery_network", exception.Message, isTransient: true, exception);
        }
    }

    public void Dispose() => _client.Dispose();

    private HttpRequestMessage CreateRequest(Message message)
    {
        var request = new HttpRequestMessage(_method, _constantUrl ?? RenderUrl(message))
        {
            Content = new ReadOnlyMemoryContent(message.Payload),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        foreach ((string name, string value) in _headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        request.Headers.TryAddWithoutValidation("Idempotency-Key", message.Id);
        request.Headers.TryAddWithoutValidation("X-Message-Id", message.Id);
        request.Headers.TryAddWithoutValidation("X-Message-Type", message.Type);

        // Where a span is recorded HttpClient writes its context; else the chain would end here.
        if (Activity.Current is null && message.TraceParent is { } traceParent)
        {
            request.Headers.TryAddWithoutValidation(TraceContext.TraceParentKey, traceParent);
            if (message.TraceState is { } traceState)
            {
                request.Headers.TryAddWithoutValidation(TraceContext.TraceStateKey, traceState);
            }
        }

        return request;
    }

    private Uri RenderUrl(Message message)
    {
        using JsonDocument payload = JsonDocument.Parse(message.Payload);
        string url = _url.Render(new RenderState(payload.RootElement, message), static value => value is "." or ".."
            ? throw new ProcessingException("delivery_url", $"'{value}' cannot be part of the destination's URL.", isTransient: false)
            : Uri.EscapeDataString(value));
        return Uri.TryCreate(url, UriKind.Absolute, out Uri? uri)
            ? uri
            : throw new ProcessingException("delivery_url", "The destination's URL with the message's values in it is not a URL.", isTransient: false);
    }

    private async Task<ProcessingException> RefusedAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        int status = (int)response.StatusCode;
        bool transient = response.StatusCode is HttpStatusCode.RequestTimeout or (HttpStatusCode)425 or HttpStatusCode.TooManyRequests
            || status >= 500;
        string answer = await ReadAnswerAsync(response, cancellationToken);
        return new ProcessingException(
            $"delivery_http_{status}", answer.Length == 0 ? $"HTTP {status}" : $"HTTP {status}: {answer}", transient)
        {
            RetryAfter = transient ? RetryAfter(response.Headers.RetryAfter) : null,
        };
    }

    private TimeSpan? RetryAfter(RetryConditionHeaderValue? header)
    {
        TimeSpan? wait = header?.Delta ?? (header?.Date is { } date ? date - _time.GetUtcNow() : null);
        return wait > TimeSpan.Zero ? wait : null;
    }

    private async Task<string> ReadAnswerAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[MaxAnswerBytes];
        await using Stream body = await response.Content.ReadAsStreamAsync(cancellationToken);
        int read = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        string answer = Encoding.UTF8.GetString(buffer, 0, read);

        // An endpoint that echoes what it was sent must not bring a secret into the log.
        foreach ((_, string value) in _headers)
        {
            answer = value.Length > 0 ? answer.Replace(value, "***", StringComparison.Ordinal) : answer;
        }

        answer = string.Concat(answer.Select(static c => char.IsControl(c) ? ' ' : c)).Trim();
        return answer.Length > MaxAnswerTold ? answer[..MaxAnswerTold] : answer;
    }

    private static string ErrorTypeOf(HttpRequestException exception) => exception.HttpRequestError switch
    {
        HttpRequestError.NameResolutionError => "delivery_dns",
        HttpRequestError.SecureConnectionError => "delivery_tls",
        HttpRequestError.InvalidResponse or HttpRequestError.HttpProtocolError => "delivery_protocol",
        _ => "delivery_network",
    };
}
