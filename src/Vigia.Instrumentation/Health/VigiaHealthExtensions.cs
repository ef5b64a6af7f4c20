using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Vigia.Instrumentation.Health;

internal static class VigiaHealthExtensions
{
    public static void AddVigiaHealth(this IHostApplicationBuilder builder, VigiaInstrumentationOptions options)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(options);
        builder.Services.AddHealthChecks();
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<ReadinessState>();
        builder.Services.AddSingleton<LivenessMonitor>();
        builder.Services.AddSingleton<HealthBoard>();
        builder.Services.AddSingleton<HealthJson>();
        builder.Services.AddSingleton<HealthDraftJson>();
        builder.Services.AddSingleton<HealthEndpoints>();
        builder.Services.AddHostedService<ReadinessLifetime>();
        builder.Services.AddHostedService<HealthCheckRunner>();
    }

    public static void MapVigiaHealth(this IEndpointRouteBuilder endpoints, VigiaInstrumentationOptions options)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(options);
        HealthEndpoints health = endpoints.ServiceProvider.GetRequiredService<HealthEndpoints>();
        string path = options.Health.Path;
        Map(endpoints, path, health.HealthAsync);
        Map(endpoints, path + "/live", health.LiveAsync);
        Map(endpoints, path + "/ready", health.ReadyAsync);
        Map(endpoints, path + "/startup", health.StartupAsync);
    }

    private static void Map(IEndpointRouteBuilder endpoints, string path, RequestDelegate answer) =>
        endpoints.MapMethods(path, [HttpMethods.Get, HttpMethods.Head], answer).AllowAnonymous();
}
