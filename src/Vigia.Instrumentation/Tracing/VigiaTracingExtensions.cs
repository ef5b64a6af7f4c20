using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Vigia.Instrumentation.Metrics;
using Vigia.Instrumentation.Tracing.Export;

namespace Vigia.Instrumentation.Tracing;

internal static class VigiaTracingExtensions
{
    public static void AddVigiaTracing(this IHostApplicationBuilder builder, VigiaInstrumentationOptions options)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(options);
        if (!options.Tracing.Enabled)
        {
            return;
        }

        builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddVigiaService(options))
            .WithTracing(tracing => Configure(tracing, options));
    }

    /// <summary>What the service is called in every signal that leaves it.</summary>
    public static ResourceBuilder AddVigiaService(this ResourceBuilder resource, VigiaInstrumentationOptions options) =>
        resource.AddService(
            options.ServiceName,
            serviceVersion: options.ServiceVersion,
            autoGenerateServiceInstanceId: false,
            serviceInstanceId: options.ServiceInstanceId);

    private static void Configure(TracerProviderBuilder tracing, VigiaInstrumentationOptions options)
    {
        tracing
            .SetSampler(CreateSampler(options.Tracing))
            .AddSource([.. options.Tracing.Sources])
            .AddAspNetCoreInstrumentation(aspNetCore =>
            {
                aspNetCore.Filter = context => IsTraced(context, options);
                aspNetCore.RecordException = true;
            })
            .AddHttpClientInstrumentation(http => http.RecordException = true);

        if (options.Otlp.Endpoint is not null)
        {
            tracing.AddProcessor(services =>
            {
                var tally = new SpanExportTally(services.GetRequiredService<MetricRegistry>(), options.Tracing.MaxQueueSize);
                return new SpanExporter(new OtlpTraceClient(options.Otlp), tally, options.Tracing);
            });
        }
    }

    private static ParentBasedSampler CreateSampler(TracingOptions options)
    {
        Sampler root = options.SampleRatio >= 1 ? new AlwaysOnSampler() : new TraceIdRatioBasedSampler(options.SampleRatio);
        return options.FollowCallersDecision
            ? new ParentBasedSampler(root)
            : new ParentBasedSampler(root, remoteParentSampled: root, remoteParentNotSampled: root);
    }

    /// <summary>What watches the service is not the service's work: probes and scrapes have no spans.</summary>
    private static bool IsTraced(HttpContext context, VigiaInstrumentationOptions options)
    {
        if (LongLivedRequest.Is(context))
        {
            LongLivedRequest.MarkSpan(Activity.Current);
            return false;
        }

        PathString path = context.Request.Path;
        return !path.StartsWithSegments(options.Metrics.Path, StringComparison.OrdinalIgnoreCase)
            && !path.StartsWithSegments(options.Health.Path, StringComparison.OrdinalIgnoreCase);
    }
}
