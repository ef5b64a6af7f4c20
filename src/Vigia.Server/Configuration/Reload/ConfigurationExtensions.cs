using Microsoft.Extensions.DependencyInjection;

namespace Vigia.Server.Configuration.Reload;

/// <summary>Registers the monitor's configuration.</summary>
internal static class ConfigurationExtensions
{
    /// <summary>
    /// Adds the configuration that was opened (<see cref="ConfigurationReloader.OpenAsync"/>), and watches its file for changes. Needs a clock.
    /// </summary>
    public static IServiceCollection AddMonitorConfiguration(this IServiceCollection services, ConfigurationReloader reloader, ConfigurationOptions options) =>
        services
            .AddSingleton<IConfigurationReloader>(reloader)
            .AddSingleton(options)
            .AddHostedService<ConfigurationWatcher>();
}
