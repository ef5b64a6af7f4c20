using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Vigia.Instrumentation.Metrics;
using Vigia.Model.Metrics;
using Vigia.Server.Protobuf;

namespace Vigia.Server.Ingest.RemoteWrite;

/// <summary>
/// Takes remote write, 1.0 and 2.0, snappy and zstd. What is answered with 2xx is durable. Of a request with wrong samples the right ones are kept, and
/// the answer is 400: the sender must not send it again. Safe from any thread.
/// </summary>
internal sealed partial class RemoteWriteReceiver : IDisposable
{
    private const string Version2 = "io.prometheus.write.v2.Request";

    private const int MaxKeptSamples = 200_000;

    private readonly ConcurrentBag<RemoteWriteDecoder> _decoders = [];
    private readonly SemaphoreSlim _turns;
    private readonly IMetricSink _sink;
    private readonly RemoteWriteOptions _options;
    private readonly RemoteWriteMetrics _metrics;
    private readonly SeriesCache _cache;
    private readonly ILogger<RemoteWriteReceiver> _logger;
    private readonly long _seed = BitConverter.ToInt64(RandomNumberGenerator.GetBytes(8));

    public RemoteWriteReceiver(IMetricSink sink, RemoteWriteOptions options, MetricRegistry metrics, ILogger<RemoteWriteReceiver> logger)
    {
        (_sink, _options, _logger) = (sink, options, logger);
        _cache = new SeriesCache(options.MaxCachedSeries);
        _metrics = new RemoteWriteMetrics(metrics, _cache);
        _turns = new SemaphoreSlim(options.MaxConcurrentRequests, options.MaxConcurrentRequests);
    }

    /// <summary>Answers one request.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        int code = await TryHandleAsync(context);
        _metrics.Requests.WithLabels(code.ToString(CultureInfo.InvariantCulture)).Increment();
    }

    public void Dispose() => _turns.Dispose();

    /// <summary>Which message a Content-Type names; the error where it is none of them.</summary>
    internal static string? TryReadContentType(string contentType, out bool isVersion2)
    {
        isVersion2 = false;
        if (contentType.Length == 0)
        {
            return null;
        }

        string[] parts = contentType.Split(';', StringSplitOptions.TrimEntries);
        if (!parts[0].Equals("application/x-protobuf", StringComparison.OrdinalIgnoreCase))
        {
            return $"expected application/x-protobuf as the first (media) part, got {contentType} content-type";
        }

        foreach (string parameter in parts.AsSpan(1))
        {
            if (parameter.Split('=', 2) is not [var name, var value])
            {
                return $"expected parameters to be key-values, got {parameter} in {contentType} content-type";
            }

            if (name.Trim().Equals("proto", StringComparison.OrdinalIgnoreCase))
            {
                isVersion2 = value.Trim('"', ' ') == Version2;
                return isVersion2 || value.Trim('"', ' ') == "prometheus.WriteRequest" ? null : $"got {contentType} content type; unknown remote write protobuf message {value}";
            }
        }

        return null;
    }

    private async Task<int> TryHandleAsync(HttpContext context)
    {
        if (TryReadContentType(context.Request.ContentType ?? "", out bool isVersion2) is { } error)
        {
            return await AnswerAsync(context, StatusCodes.Status415UnsupportedMediaType, error);
        }

        string encoding = context.Request.Headers.ContentEncoding.ToString().ToLowerInvariant();
        if (encoding is not ("" or "snappy" or "zstd"))
        {
            return await AnswerAsync(
                context, StatusCodes.Status415UnsupportedMediaType, $"{encoding} encoding (compression) is not accepted by this server; only snappy and zstd are acceptable");
        }

        await _turns.WaitAsync(context.RequestAborted);
        try
        {
            using RequestBody body = await RequestBody.ReadAsync(
                context.Request, encoding.Length == 0 ? "snappy" : encoding, _options.MaxRequestBytes, _options.MaxMessageBytes, context.RequestAborted);
            WriteOutcome outcome = Write(body.Memory.Span, isVersion2);
            await _sink.FlushAsync(context.RequestAborted);
            if (isVersion2)
            {
                SetWritten(context.Response, outcome);
            }

            return outcome.Error is null
                ? Answer(context, StatusCodes.Status204NoContent)
                : await AnswerAsync(context, StatusCodes.Status400BadRequest, $"{outcome.Error}\n{outcome.Refused} samples were not written, {outcome.Samples + outcome.Histograms} were");
        }
        catch (RequestBodyException exception)
        {
            return await RefuseAsync(context, isVersion2, exception.Status, exception.Message);
        }
        catch (ProtobufException exception)
        {
            return await RefuseAsync(context, isVersion2, StatusCodes.Status400BadRequest, exception.Message);
        }
        catch (BadHttpRequestException exception)
        {
            return await RefuseAsync(context, isVersion2, exception.StatusCode, exception.Message);
        }
        catch (IOException exception) when (!context.RequestAborted.IsCancellationRequested)
        {
            // Not durable: the sender sends it again, and what is there already is no error then.
            LogNotDurable(exception);
            return await RefuseAsync(context, isVersion2, StatusCodes.Status500InternalServerError, "the samples could not be made durable: " + exception.Message);
        }
        finally
        {
            _turns.Release();
        }
    }

    private WriteOutcome Write(ReadOnlySpan<byte> message, bool isVersion2)
    {
        RemoteWriteDecoder decoder = _decoders.TryTake(out RemoteWriteDecoder? idle) ? idle : new RemoteWriteDecoder(_sink, _cache, _metrics, _seed);
        try
        {
            decoder.Read(message, isVersion2);
            return decoder.Append(message);
        }
        finally
        {
            // One huge request must not keep its memory for good.
            bool isKept = decoder.Batch.Count <= MaxKeptSamples;
            decoder.Clear();
            if (isKept)
            {
                _decoders.Add(decoder);
            }
        }
    }

    private static Task<int> RefuseAsync(HttpContext context, bool isVersion2, int status, string error)
    {
        if (isVersion2)
        {
            SetWritten(context.Response, default);
        }

        return AnswerAsync(context, status, error);
    }

    private static void SetWritten(HttpResponse response, in WriteOutcome outcome)
    {
        response.Headers["X-Prometheus-Remote-Write-Samples-Written"] = outcome.Samples.ToString(CultureInfo.InvariantCulture);
        response.Headers["X-Prometheus-Remote-Write-Histograms-Written"] = outcome.Histograms.ToString(CultureInfo.InvariantCulture);
        response.Headers["X-Prometheus-Remote-Write-Exemplars-Written"] = outcome.Exemplars.ToString(CultureInfo.InvariantCulture);
    }

    private static int Answer(HttpContext context, int status) => context.Response.StatusCode = status;

    private static async Task<int> AnswerAsync(HttpContext context, int status, string error)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        await context.Response.WriteAsync(error + "\n", context.RequestAborted);
        return status;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Amostras recebidas por remote write não gravadas")]
    private partial void LogNotDurable(Exception exception);
}
