using Microsoft.Extensions.Hosting;

namespace Vigia.Instrumentation.Tracing;

internal static class VigiaTracingExtensions
{
    public static void AddVigiaTracing(this IHostApplicationBuilder builder, VigiaInstrumentationOptions options)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(options);
    }
}
