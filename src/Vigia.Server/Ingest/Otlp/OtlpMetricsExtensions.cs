using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Vigia.Server.Ingest.Otlp;

/// <summary>Registers and maps the receiver of OpenTelemetry's metrics.</summary>
internal static class OtlpMetricsExtensions
{
    /// <summary>
    /// Adds the receiver. Needs an <see cref="Configuration.Reload.IConfigurationReloader"/>, an <see cref="Model.Metrics.IMetricSink"/>, a metric registry
    /// and a clock.
    /// </summary>
    public static IServiceCollection AddOtlpMetrics(this IServiceCollection services, OtlpOptions? options = null) =>
        services.AddSingleton(options ?? new OtlpOptions()).AddSingleton<OtlpMetricsReceiver>();

    /// <summary>Maps <c>POST</c> on a path, <c>/v1/metrics</c> and <c>/api/v1/otlp/v1/metrics</c> being usual; who may write is the caller's to add.</summary>
    public static IEndpointConventionBuilder MapOtlpMetrics(this IEndpointRouteBuilder endpoints, string pattern)
    {
        OtlpMetricsReceiver receiver = endpoints.ServiceProvider.GetRequiredService<OtlpMetricsReceiver>();
        return endpoints.MapPost(pattern, receiver.HandleAsync);
    }
}
