using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Vigia.Instrumentation.Health;
using Vigia.Instrumentation.Logging;
using Vigia.Instrumentation.Metrics;
using Vigia.Instrumentation.Tracing;

namespace Vigia.Instrumentation;

/// <summary>Gives a service the guide's metrics, logs, health checks and tracing.</summary>
public static class VigiaInstrumentationExtensions
{
    /// <summary>
    /// Adds everything: <see cref="MetricRegistry"/> and <see cref="ServiceMetrics"/> as singletons, the JSON log as a
    /// logger provider, background health checks, and OpenTelemetry tracing.
    /// </summary>
    /// <param name="builder">The host's builder. Its configuration section <c>Instrumentation</c> is bound first.</param>
    /// <param name="configure">Changes the options after binding.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="OptionsValidationException">Options are wrong; holds every error, not only the first.</exception>
    public static IHostApplicationBuilder AddVigiaInstrumentation(
        this IHostApplicationBuilder builder, Action<VigiaInstrumentationOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var options = new VigiaInstrumentationOptions();
        builder.Configuration.GetSection("Instrumentation").Bind(options);
        configure?.Invoke(options);
        options.Otlp.FillFromEnvironment(name => builder.Configuration[name] ?? Environment.GetEnvironmentVariable(name));
        VigiaInstrumentationOptionsValidator.ThrowIfInvalid(options);

        builder.Services.AddSingleton(Options.Create(options));
        builder.AddVigiaMetrics(options);
        builder.AddVigiaLogging(options);
        builder.AddVigiaHealth(options);
        builder.AddVigiaTracing(options);
        return builder;
    }

    /// <summary>Maps <c>/metrics</c>, <c>/health</c> and the probes below it.</summary>
    /// <param name="endpoints">The application.</param>
    /// <returns>The same application.</returns>
    public static IEndpointRouteBuilder MapVigiaInstrumentation(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        VigiaInstrumentationOptions options =
            endpoints.ServiceProvider.GetRequiredService<IOptions<VigiaInstrumentationOptions>>().Value;
        endpoints.MapVigiaMetrics(options);
        endpoints.MapVigiaHealth(options);
        return endpoints;
    }

    /// <summary>
    /// Answers with the health and every check's details, status 200 whatever it is. It refuses nobody: call it from an end point with
    /// an authorization of its own.
    /// </summary>
    /// <param name="context">The request to answer.</param>
    public static Task WriteVigiaHealthAsync(this HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.RequestServices.GetRequiredService<HealthEndpoints>().DetailsAsync(context);
    }
}
