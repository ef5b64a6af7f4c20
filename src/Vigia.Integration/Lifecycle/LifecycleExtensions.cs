using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Vigia.Integration.Lifecycle;

internal static class LifecycleExtensions
{
    public static void AddLifecycle(this WebApplicationBuilder builder)
    {
        IServiceCollection services = builder.Services;
        services.AddOptions<DataOptions>().BindConfiguration("Data");
        services.AddOptions<LifecycleOptions>().BindConfiguration("Lifecycle").ValidateOnStart();
        services.AddSingleton<IValidateOptions<LifecycleOptions>, LifecycleOptionsValidator>();
        services.AddOptions<HostOptions>().PostConfigure<IOptions<LifecycleOptions>>(
            static (host, lifecycle) => host.ShutdownTimeout = lifecycle.Value.DrainTimeout);
        services.AddSingleton<DrainState>();
        services.AddSingleton<IProcessExit, ProcessExit>();
        services.AddSingleton<IDrainStep, TelemetryDrainStep>();
        services.AddSingleton<DrainCoordinator>();
        services.AddSingleton<IHostedService>(static provider => provider.GetRequiredService<DrainCoordinator>());
    }

    public static void MapLifecycle(this WebApplication app)
    {
    }
}
