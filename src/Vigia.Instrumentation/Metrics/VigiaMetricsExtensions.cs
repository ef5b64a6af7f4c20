using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Vigia.Instrumentation.Metrics.Exposition;
using Vigia.Instrumentation.Metrics.Requests;

namespace Vigia.Instrumentation.Metrics;

internal static class VigiaMetricsExtensions
{
    /// <summary>Adds the registry, the guide's metrics, the meters' and the system's, and the measuring of every HTTP request.</summary>
    public static void AddVigiaMetrics(this IHostApplicationBuilder builder, VigiaInstrumentationOptions options)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(options);
        MetricsOptions metrics = options.Metrics;
        builder.Services.AddSingleton(services => new MetricRegistry(metrics, services.GetService<TimeProvider>()));
        builder.Services.AddSingleton<ServiceMetrics>();
        builder.Services.AddHostedService(services => new MetricsHostedService(
            services.GetRequiredService<MetricRegistry>(), metrics.ServiceMetrics ? services.GetRequiredService<ServiceMetrics>() : null, metrics));
        if (metrics.ServiceMetrics && metrics.RequestMetrics)
        {
            builder.Services.AddSingleton<IStartupFilter, RequestMetricsStartupFilter>();
        }
    }

    /// <summary>Maps the exposition, for GET and HEAD.</summary>
    public static void MapVigiaMetrics(this IEndpointRouteBuilder endpoints, VigiaInstrumentationOptions options)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(options);
        var endpoint = new MetricsEndpoint(endpoints.ServiceProvider.GetRequiredService<MetricRegistry>(), options.Metrics);
        endpoints
            .MapMethods(options.Metrics.Path, [HttpMethods.Get, HttpMethods.Head], (RequestDelegate)endpoint.HandleAsync)
            .WithDisplayName("Metrics")
            .AllowAnonymous();
    }
}
