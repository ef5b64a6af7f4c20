using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Vigia.Server.RemoteRead;

/// <summary>Registers and maps remote read.</summary>
internal static class RemoteReadExtensions
{
    /// <summary>Adds it. Needs a source of samples, the configuration, the limits of queries and a metric registry.</summary>
    public static IServiceCollection AddRemoteRead(this IServiceCollection services)
    {
        services.AddOptions<RemoteReadOptions>().BindConfiguration("Monitor:RemoteRead").ValidateOnStart();
        return services.AddSingleton<IValidateOptions<RemoteReadOptions>, RemoteReadOptionsValidator>().AddSingleton<RemoteReadEndpoint>();
    }

    /// <summary>Maps <c>POST /api/v1/read</c>; who may read is the caller's to add.</summary>
    public static IEndpointConventionBuilder MapRemoteRead(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapPost("/api/v1/read", endpoints.ServiceProvider.GetRequiredService<RemoteReadEndpoint>().HandleAsync);
}
