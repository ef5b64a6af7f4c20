using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Vigia.Instrumentation.Metrics;
using Vigia.Model.Labels;
using Vigia.Model.Metrics;
using Vigia.Server.Configuration.Reload;
using Vigia.Server.Ingest;
using Vigia.Server.Protobuf;
using Vigia.Server.QueryApi.Engine;

namespace Vigia.Server.RemoteRead;

/// <summary>
/// Answers Prometheus' remote read: raw samples, with stale markers, of the series that match, as one message or as a stream of chunks. Bounded in
/// time, series and samples as queries are. Safe from any thread.
/// </summary>
/// <remarks>https://prometheus.io/docs/prometheus/latest/querying/remote_read_api/.</remarks>
internal sealed partial class RemoteReadEndpoint(
    IMetricSource source,
    IConfigurationReloader configuration,
    IOptions<RemoteReadOptions> options,
    IOptions<QueryEngineOptions> limits,
    MetricRegistry metrics,
    TimeProvider time,
    ILogger<RemoteReadEndpoint> logger) : IDisposable
{
    private readonly RemoteReadMetrics _metrics = new(metrics);
    private readonly SemaphoreSlim _turns = new(options.Value.MaxConcurrent, options.Value.MaxConcurrent);

    /// <summary>Answers one request.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        using var timeout = new CancellationTokenSource(limits.Value.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, timeout.Token);
        _metrics.Queries.Increment();
        try
        {
            await _turns.WaitAsync(either.Token);
            try
            {
                await AnswerAsync(context, either.Token);
            }
            finally
            {
                _turns.Release();
            }
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to be told.
        }
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            await RefuseAsync(context, exception);
        }
        catch (Exception exception)
        {
            // Half a stream is sent: only a broken connection tells the client that it is not whole.
            LogFailed(exception);
            context.Features.Get<IHttpRequestLifetimeFeature>()?.Abort();
        }
        finally
        {
            _metrics.Queries.Decrement();
            _metrics.Requests.WithLabels(context.Response.StatusCode.ToString(CultureInfo.InvariantCulture)).Increment();
        }
    }

    public void Dispose() => _turns.Dispose();

    private async Task AnswerAsync(HttpContext context, CancellationToken cancellationToken)
    {
        RemoteReadRequest request = await ReadAsync(context.Request, cancellationToken);
        QueryEngineOptions allowed = limits.Value;
        var budget = new RemoteReadBudget(allowed.MaxSeries, allowed.MaxSamples);
        LabelSet external = configuration.Current.Global.ExternalLabels;
        if (request.ResponseType is RemoteReadResponseType.StreamedChunks)
        {
            await new StreamedAnswer(options.Value.MaxFrameBytes).SendAsync(context.Response, request.Queries, Open, cancellationToken);
        }
        else
        {
            ProtobufWriter message = SampledAnswer.Build(request.Queries, Open, options.Value.MaxAnswerBytes, cancellationToken);
            await SampledAnswer.SendAsync(context.Response, message, cancellationToken);
        }

        _metrics.Samples.Increment(budget.Samples);

        RemoteReadScan Open(RemoteReadQuery query)
        {
            RemoteReadScan scan = RemoteReadScan.Open(source, query, external, budget, cancellationToken);
            foreach (string warning in scan.Warnings)
            {
                LogWarning(warning);
            }

            return scan;
        }
    }

    private async Task<RemoteReadRequest> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        string encoding = request.Headers.ContentEncoding.ToString();
        if (encoding.Length > 0 && !encoding.Equals("snappy", StringComparison.OrdinalIgnoreCase))
        {
            throw new RemoteReadException(StatusCodes.Status415UnsupportedMediaType, $"{encoding} encoding (compression) is not accepted by this server; only snappy is acceptable");
        }

        int limit = options.Value.MaxRequestBytes;
        using RequestBody body = await RequestBody.ReadAsync(request, "snappy", limit, limit, cancellationToken);
        return RemoteReadDecoder.Read(body.Memory.Span);
    }

    private async Task RefuseAsync(HttpContext context, Exception exception)
    {
        (int status, string message) = exception switch
        {
            RemoteReadException read => (read.Status, read.Message),
            RequestBodyException body => (body.Status, body.Message),
            ProtobufException malformed => (StatusCodes.Status400BadRequest, malformed.Message),
            QueryLimitException limit => (StatusCodes.Status400BadRequest, limit.Message),
            BadHttpRequestException bad => (bad.StatusCode, bad.Message),
            OperationCanceledException => (StatusCodes.Status503ServiceUnavailable, $"the read took longer than the {limits.Value.Timeout.TotalSeconds.ToString(CultureInfo.InvariantCulture)} s of Monitor:Queries:Timeout"),
            _ => (StatusCodes.Status500InternalServerError, exception.Message),
        };
        if (status == StatusCodes.Status500InternalServerError)
        {
            LogFailed(exception);
        }

        HttpResponse response = context.Response;
        response.Clear();
        response.StatusCode = status;
        response.ContentType = "text/plain; charset=utf-8";
        response.Headers.XContentTypeOptions = "nosniff";
        await response.WriteAsync(message + "\n", context.RequestAborted);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Falha ao responder a uma leitura remota")]
    private partial void LogFailed(Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Leitura remota: {warning}")]
    private partial void LogWarning(string warning);
}
