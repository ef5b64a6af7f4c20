using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace Vigia.Instrumentation.Metrics.Requests;

/// <summary>
/// Fills <c>request_latency_seconds{endpoint}</c>, <c>request_size_bytes</c> and <c>response_size_bytes</c> for every
/// HTTP request. The endpoint is its route's pattern, so that callers cannot make series. Sizes are those of the
/// bodies, as sent and received; latency ends when the server has handed on the response.
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
    private readonly ConditionalWeakTable<HttpContext, RequestMeter> _meters = [];

    /// <summary>Begins to measure, and goes on without a state machine of its own: the server calls back at the end.</summary>
    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Features.Get<IHttpResponseBodyFeature>() is { } body)
        {
            if (!_meters.TryGetValue(context, out RequestMeter? meter))
            {
                meter = new RequestMeter(context, this);
                _meters.Add(context, meter);
            }

            meter.Start(body);
        }

        return next(context);
    }

    public void Record(HttpContext context, TimeSpan elapsed, long received, long sent)
    {
        if (!IsLongLived(context))
        {
            metrics.RequestLatency.WithLabels(EndpointOf(context)).Observe(elapsed.TotalSeconds);
        }

        metrics.RequestSize.Observe(received);
        metrics.ResponseSize.Observe(HasNoBody(context) ? 0 : sent);
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
}
