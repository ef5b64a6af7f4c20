using System.IO.Compression;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Vigia.Instrumentation.Metrics.Exposition;

/// <summary>Answers <c>GET /metrics</c>.</summary>
internal sealed class MetricsEndpoint(MetricRegistry registry, MetricsOptions options)
{
    public const string TextContentType = "text/plain; version=0.0.4; charset=utf-8";
    public const string OpenMetricsContentType = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    private const string Vary = "Accept, Accept-Encoding";

    public async Task HandleAsync(HttpContext context)
    {
        HttpResponse response = context.Response;
        if (!options.AllowRemote && !RequestOrigin.IsLoopback(context))
        {
            response.StatusCode = StatusCodes.Status403Forbidden;
            response.ContentType = "text/plain; charset=utf-8";
            await response.WriteAsync(
                "Metrics are given to this machine only; Instrumentation:Metrics:AllowRemote changes that.\n", context.RequestAborted);
            return;
        }

        ExpositionFormat format = AcceptHeader.ChooseFormat(context.Request.Headers.Accept);
        bool compress = AcceptHeader.AllowsGzip(context.Request.Headers.AcceptEncoding);
        response.ContentType = format == ExpositionFormat.OpenMetricsText ? OpenMetricsContentType : TextContentType;
        response.Headers[HeaderNames.Vary] = Vary;
        if (compress)
        {
            response.Headers.ContentEncoding = "gzip";
        }

        if (HttpMethods.IsHead(context.Request.Method))
        {
            return;
        }

        if (!compress)
        {
            await registry.WriteAsync(response.BodyWriter, format, context.RequestAborted);
            return;
        }

        // Fastest: the text shrinks to a twelfth or so already, and a scrape is on the service's own time.
        await using var gzip = new GZipStream(response.Body, CompressionLevel.Fastest, leaveOpen: true);
        await registry.WriteAsync(output: null, gzip, format, context.RequestAborted);
    }
}
