using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Vigia.Server.Hosting;

/// <summary><c>/-/healthy</c> and <c>/-/ready</c>, as Prometheus answers them.</summary>
internal static class ProbeEndpoints
{
    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head];

    public static void MapProbes(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapMethods("/-/healthy", Methods, static context => context.Response.WriteAsync("Vigia is Healthy.\n", context.RequestAborted));

        // The server listens only once all is replayed and in place.
        endpoints.MapMethods("/-/ready", Methods, static context => context.Response.WriteAsync("Vigia is Ready.\n", context.RequestAborted));
    }
}
