using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Vigia.Server.Ingest.RemoteWrite;

/// <summary>Registers and maps the receiver of remote write.</summary>
internal static class RemoteWriteReceiverExtensions
{
    /// <summary>Adds the receiver. Needs an <see cref="Model.Metrics.IMetricSink"/> and a metric registry.</summary>
    public static IServiceCollection AddRemoteWriteReceiver(this IServiceCollection services, RemoteWriteOptions? options = null) =>
        services.AddSingleton(options ?? new RemoteWriteOptions()).AddSingleton<RemoteWriteReceiver>();

    /// <summary>Maps <c>POST /api/v1/write</c>; who may write is the caller's to add.</summary>
    public static IEndpointConventionBuilder MapRemoteWrite(this IEndpointRouteBuilder endpoints, string pattern = "/api/v1/write")
    {
        RemoteWriteReceiver receiver = endpoints.ServiceProvider.GetRequiredService<RemoteWriteReceiver>();
        return endpoints.MapPost(pattern, receiver.HandleAsync);
    }
}
