using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Vigia.Instrumentation.Metrics;

internal static class VigiaMetricsExtensions
{
    public static void AddVigiaMetrics(this IHostApplicationBuilder builder, VigiaInstrumentationOptions options)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(options);
        builder.Services.AddSingleton<MetricRegistry>();
        builder.Services.AddSingleton<ServiceMetrics>();
    }

    public static void MapVigiaMetrics(this IEndpointRouteBuilder endpoints, VigiaInstrumentationOptions options)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(options);
    }
}
