using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Vigia.Server.Scraping.Cardinality;

namespace Vigia.Server.Scraping;

/// <summary>Registers scraping.</summary>
internal static class ScrapingExtensions
{
    /// <summary>
    /// Adds scraping by the configuration in force. Needs an <see cref="Configuration.Reload.IConfigurationReloader"/>, an
    /// <see cref="Model.Metrics.IMetricSink"/> and a metric registry; shows itself as <see cref="IScrapeStatus"/>.
    /// </summary>
    public static IServiceCollection AddScraping(this IServiceCollection services, ScrapeOptions? options = null, CardinalityOptions? cardinality = null)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options ?? new ScrapeOptions());
        services.AddSingleton(cardinality ?? new CardinalityOptions());
        services.AddSingleton<ScrapeMetrics>();
        services.AddSingleton<CardinalityGuard>();
        services.AddSingleton<ScrapeContext>();
        services.AddSingleton<ScrapeService>();
        services.AddSingleton<IScrapeStatus>(static provider => provider.GetRequiredService<ScrapeService>());
        services.AddHostedService(static provider => provider.GetRequiredService<ScrapeService>());
        return services;
    }
}
