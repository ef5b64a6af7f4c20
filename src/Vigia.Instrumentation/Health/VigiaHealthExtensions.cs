using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;

namespace Vigia.Instrumentation.Health;

internal static class VigiaHealthExtensions
{
    public static void AddVigiaHealth(this IHostApplicationBuilder builder, VigiaInstrumentationOptions options)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(options);
    }

    public static void MapVigiaHealth(this IEndpointRouteBuilder endpoints, VigiaInstrumentationOptions options)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(options);
    }
}
