using System.Diagnostics;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace Vigia.Instrumentation.Metrics.Requests;

/// <summary>
/// Fills <c>request_latency_seconds{endpoint}</c>, <c>request_size_bytes</c> and <c>response_size_bytes</c> for every
/// HTTP request. The endpoint is its route's pattern, so that callers cannot make series. Sizes are those of the
/// bodies, as sent and received.
/// </summary>
/// <remarks>
/// Connections that only begin as a request (WebSockets, other upgrades, event streams) have sizes but no latency:
/// they last as long as their users like, and the guide's alert on latency would fire over them.
/// </remarks>
internal sealed class RequestMetricsMiddleware(ServiceMetrics metrics)
{
    private const string Unmatched = "unmatched";

    // Kestrel uses a context again for the next request of a connection, and with it goes the meter: no allocation
    // in steady state, and a stale reference can never reach another connection.
    private readonly ConditionalWeakTable<HttpContext, ResponseMeter> _meters = [];

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask MeasureAsync(HttpContext context, RequestDelegate next)
    {
        long started = Stopwatch.GetTimestamp();
        CountingRequestStream? received = CountChunked(context);
        ResponseMeter meter = Attach(context, out IHttpResponseBodyFeature? body);
        try
        {
            await next(context);
        }
        finally
        {
            if (body is not null)
            {
                context.Features.Set(body);
                meter.Detach();
            }

            Record(context, started, received?.Length ?? context.Request.ContentLength ?? 0, meter.Length);
        }
    }

    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        ValueTask measured = MeasureAsync(context, next);
        if (!measured.IsCompletedSuccessfully)
        {
            return measured.AsTask();
        }

        measured.GetAwaiter().GetResult();
        return Task.CompletedTask;
    }

    private static CountingRequestStream? CountChunked(HttpContext context)
    {
        if (context.Request.ContentLength is not null
            || context.Features.Get<IHttpRequestBodyDetectionFeature>() is not { CanHaveBody: true })
        {
            return null;
        }

        var counting = new CountingRequestStream(context.Request.Body);
        context.Request.Body = counting;
        return counting;
    }

    private static bool IsLongLived(HttpContext context) =>
        context.Response.StatusCode == StatusCodes.Status101SwitchingProtocols
        || context.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true }
        || (context.Response.ContentType?.StartsWith("text/event-stream", StringComparison.OrdinalIgnoreCase) ?? false);

    private static string EndpointOf(HttpContext context)
    {
        // The exception handler takes the endpoint away from the request, but remembers it.
        Endpoint? endpoint = context.GetEndpoint() ?? context.Features.Get<IExceptionHandlerFeature>()?.Endpoint;
        return endpoint is RouteEndpoint { RoutePattern.RawText: { Length: > 0 } pattern } ? pattern : Unmatched;
    }

    private static bool HasNoBody(HttpContext context) =>
        HttpMethods.IsHead(context.Request.Method)
        || context.Response.StatusCode is StatusCodes.Status204NoContent or StatusCodes.Status304NotModified;

    private ResponseMeter Attach(HttpContext context, out IHttpResponseBodyFeature? body)
    {
        if (!_meters.TryGetValue(context, out ResponseMeter? meter))
        {
            meter = new ResponseMeter();
            _meters.Add(context, meter);
        }

        body = context.Features.Get<IHttpResponseBodyFeature>();
        if (body is not null)
        {
            meter.Attach(body);
            context.Features.Set<IHttpResponseBodyFeature>(meter);
        }

        return meter;
    }

    private void Record(HttpContext context, long started, long received, long sent)
    {
        if (!IsLongLived(context))
        {
            metrics.RequestLatency.WithLabels(EndpointOf(context)).Observe(Stopwatch.GetElapsedTime(started).TotalSeconds);
        }

        metrics.RequestSize.Observe(received);
        metrics.ResponseSize.Observe(HasNoBody(context) ? 0 : sent);
    }
}
