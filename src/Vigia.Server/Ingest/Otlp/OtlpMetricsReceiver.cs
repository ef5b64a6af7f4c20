using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Vigia.Instrumentation.Metrics;
using Vigia.Model.Metrics;
using Vigia.Server.Configuration.Reload;
using Vigia.Server.Ingest.RemoteWrite;
using Vigia.Server.Protobuf;

namespace Vigia.Server.Ingest.Otlp;

/// <summary>
/// Takes OpenTelemetry's metrics over HTTP, in protobuf and JSON. What is answered with success is durable, but for the points that the answer counts
/// as refused. Safe from any thread.
/// </summary>
/// <remarks>https://opentelemetry.io/docs/specs/otlp/#otlphttp.</remarks>
internal sealed partial class OtlpMetricsReceiver : IDisposable
{
    private const int MaxKeptSamples = 200_000;

    private readonly ConcurrentBag<OtlpMetricsDecoder> _decoders = [];
    private readonly SemaphoreSlim _turns;
    private readonly IMetricSink _sink;
    private readonly IConfigurationReloader _configuration;
    private readonly OtlpOptions _options;
    private readonly ILogger<OtlpMetricsReceiver> _logger;
    private readonly SeriesCache _cache;
    private readonly DeltaTotals _totals;
    private readonly Counter _refused;
    private readonly Counter _samples;
    private readonly MetricFamily<Counter> _requests;
    private readonly long _seed = BitConverter.ToInt64(RandomNumberGenerator.GetBytes(8));

    public OtlpMetricsReceiver(
        IMetricSink sink, IConfigurationReloader configuration, OtlpOptions options, MetricRegistry metrics, TimeProvider time, ILogger<OtlpMetricsReceiver> logger)
    {
        (_sink, _configuration, _options, _logger) = (sink, configuration, options, logger);
        _cache = new SeriesCache(options.MaxCachedSeries);
        _totals = new DeltaTotals(options, time);
        _turns = new SemaphoreSlim(options.MaxConcurrentRequests, options.MaxConcurrentRequests);
        _samples = metrics.CreateCounter("vigia_otlp_metrics_received_samples_total", "Amostras recebidas por OTLP");
        _refused = metrics.CreateCounter("vigia_otlp_metrics_refused_points_total", "Pontos de métricas recusados");
        _requests = metrics.CreateCounter("vigia_otlp_metrics_requests_total", "Pedidos respondidos", ["code"]);
        metrics.CreateGauge("vigia_otlp_metrics_delta_series", "Séries de somas delta cujo total é mantido").SetCallback(() => _totals.Count);
    }

    /// <summary>Answers one request.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        await AnswerAsync(context);
        _requests.WithLabels(context.Response.StatusCode.ToString(CultureInfo.InvariantCulture)).Increment();
    }

    /// <summary>Takes an <c>ExportMetricsServiceRequest</c> in protobuf that came another way, such as gRPC; returns when it is durable.</summary>
    /// <returns>How many points were refused, and why; "" where none were.</returns>
    /// <exception cref="ProtobufException">It is malformed; nothing was stored.</exception>
    /// <exception cref="IOException">It could not be made durable.</exception>
    public async Task<(int Refused, string Error)> WriteAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        (int refused, string error) = Write(message, isJson: false);
        await _sink.FlushAsync(cancellationToken);
        return (refused, error);
    }

    public void Dispose() => _turns.Dispose();

    private async Task AnswerAsync(HttpContext context)
    {
        string type = (context.Request.ContentType ?? "").Split(';')[0].Trim().ToLowerInvariant();
        bool isJson = type == "application/json";
        if (!isJson && type is not ("application/x-protobuf" or "application/protobuf"))
        {
            await OtlpAnswer.FailAsync(
                context, isJson, StatusCodes.Status415UnsupportedMediaType, OtlpAnswer.InvalidArgument, $"content type {type} is not taken, only application/x-protobuf and application/json");
            return;
        }

        string encoding = context.Request.Headers.ContentEncoding.ToString().ToLowerInvariant();
        if (encoding is not ("" or "identity" or "gzip" or "zstd"))
        {
            await OtlpAnswer.FailAsync(
                context, isJson, StatusCodes.Status415UnsupportedMediaType, OtlpAnswer.InvalidArgument, $"content encoding {encoding} is not taken, only gzip, zstd and identity");
            return;
        }

        await _turns.WaitAsync(context.RequestAborted);
        try
        {
            using RequestBody body = await RequestBody.ReadAsync(context.Request, encoding, _options.MaxMessageBytes, _options.MaxMessageBytes, context.RequestAborted);
            (int refused, string error) = Write(body.Memory, isJson);
            await _sink.FlushAsync(context.RequestAborted);
            await OtlpAnswer.SucceedAsync(context, isJson, refused, error);
        }
        catch (RequestBodyException exception)
        {
            int code = exception.Status == StatusCodes.Status413PayloadTooLarge ? OtlpAnswer.ResourceExhausted : OtlpAnswer.InvalidArgument;
            await OtlpAnswer.FailAsync(context, isJson, exception.Status, code, exception.Message);
        }
        catch (ProtobufException exception)
        {
            await OtlpAnswer.FailAsync(context, isJson, StatusCodes.Status400BadRequest, OtlpAnswer.InvalidArgument, exception.Message);
        }
        catch (BadHttpRequestException exception)
        {
            await OtlpAnswer.FailAsync(context, isJson, exception.StatusCode, OtlpAnswer.InvalidArgument, exception.Message);
        }
        catch (IOException exception) when (!context.RequestAborted.IsCancellationRequested)
        {
            LogNotDurable(exception);
            await OtlpAnswer.FailAsync(context, isJson, StatusCodes.Status503ServiceUnavailable, OtlpAnswer.Unavailable, "the metrics could not be made durable: " + exception.Message);
        }
        finally
        {
            _turns.Release();
        }
    }

    private (int Refused, string Error) Write(ReadOnlyMemory<byte> message, bool isJson)
    {
        if (isJson)
        {
            var writer = new ProtobufWriter();
            OtlpJson.Write(message, OtlpMetricsSchema.Request, writer);
            message = writer.Written;
        }

        OtlpMetricsDecoder decoder = _decoders.TryTake(out OtlpMetricsDecoder? idle) ? idle : new OtlpMetricsDecoder(_sink, _cache, _totals, _seed);
        try
        {
            decoder.Write(message.Span, _configuration.Current.Otlp);
            _samples.Increment(decoder.Batch.Count + decoder.Batch.Histograms.Count);
            _refused.Increment(decoder.Refused);
            return (decoder.Refused, decoder.Error);
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

    [LoggerMessage(Level = LogLevel.Error, Message = "Métricas recebidas por OTLP não gravadas")]
    private partial void LogNotDurable(Exception exception);
}
