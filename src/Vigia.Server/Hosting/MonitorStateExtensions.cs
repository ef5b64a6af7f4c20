using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Vigia.Model.Metrics;
using Vigia.Server.Alerting.Rules.Sources;
using Vigia.Server.Configuration.Reload;
using Vigia.Storage.Metrics;

namespace Vigia.Server.Hosting;

internal static class MonitorStateExtensions
{
    /// <summary>Adds configuration and store; they may be asked for once <see cref="MonitorState.OpenAsync"/> is done.</summary>
    public static void AddMonitorState(this WebApplicationBuilder builder)
    {
        IServiceCollection services = builder.Services;
        services.AddOptions<MetricKeepingOptions>().BindConfiguration("Monitor:Metrics").ValidateOnStart();
        services.AddSingleton<IValidateOptions<MetricKeepingOptions>, MetricKeepingOptionsValidator>();
        services.AddSingleton<MonitorState>();
        services.AddSingleton(static provider => provider.GetRequiredService<MonitorState>().Configuration);
        services.AddSingleton(static provider => provider.GetRequiredService<MonitorState>().Store);
        services.AddSingleton<IMetricSource>(static provider => provider.GetRequiredService<MetricStore>());
        services.AddSingleton<IMetricCatalog>(static provider => provider.GetRequiredService<MetricStore>());
        services.AddSingleton<ReloadOnHangup>();
        services.AddSingleton<IHostedService>(static provider => provider.GetRequiredService<ReloadOnHangup>());
        services.AddSingleton<IHostedService>(static provider => new ConfigurationWatcher(
            provider.GetRequiredService<IConfigurationReloader>(),
            new ConfigurationOptions(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<RuleSourceReader>().Files));
    }
}
