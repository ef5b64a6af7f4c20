using Microsoft.Extensions.Hosting;

namespace Vigia.Instrumentation.Logging;

internal static class VigiaLoggingExtensions
{
    public static void AddVigiaLogging(this IHostApplicationBuilder builder, VigiaInstrumentationOptions options)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(options);
    }
}
