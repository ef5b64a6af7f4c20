using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Vigia.Instrumentation.Logging.Export;
using Vigia.Instrumentation.Metrics;

namespace Vigia.Instrumentation.Logging;

internal static class VigiaLoggingExtensions
{
    /// <summary>Adds the JSON log. It takes the place of .NET's own console log, which would write every line a second time, secrets included.</summary>
    public static void AddVigiaLogging(this IHostApplicationBuilder builder, VigiaInstrumentationOptions options)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(options);
        ServiceDescriptor[] consoles =
            [.. builder.Services.Where(static service => !service.IsKeyedService && service.ImplementationType == typeof(ConsoleLoggerProvider))];
        foreach (ServiceDescriptor console in consoles)
        {
            builder.Services.Remove(console);
        }

        // Each line has its trace's ids already; as a scope they would cost a dictionary per span and come twice.
        builder.Services.Configure<LoggerFactoryOptions>(static factory => factory.ActivityTrackingOptions = ActivityTrackingOptions.None);
        builder.Services.AddSingleton<ILoggerProvider>(services => new JsonLoggerProvider(
            options.ServiceName,
            options.Logging,
            new LogMetrics(services.GetRequiredService<MetricRegistry>()),
            services.GetService<TimeProvider>() ?? TimeProvider.System,
            StdoutTarget.For(options.Logging.Stdout),
            options.Otlp.Endpoint is null ? null : shape => new OtlpLogSender(shape, options)));
    }
}
