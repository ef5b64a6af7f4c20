using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Vigia.Integration.Delivery;
using Vigia.Integration.Delivery.Files;
using Vigia.Integration.Lifecycle;
using Vigia.Integration.Processing.Extensions;
using Vigia.Integration.Processing.Routes;

namespace Vigia.Integration.Processing;

internal static class ProcessingExtensions
{
    public static void AddProcessing(this WebApplicationBuilder builder)
    {
        IServiceCollection services = builder.Services;
        services.AddOptions<DeliveryOptions>().BindConfiguration("Delivery");
        services.AddSingleton<IFileDisk, FileDisk>();
        services.AddSingleton<DeliveryFiles>();
        services.AddSingleton<DeliveryLedger>();
        services.AddSingleton<DestinationCompiler>();
        services.AddSingleton<ProcessorCatalog>();
        services.AddSingleton<RouteCompiler>();
        services.AddSingleton<RouteTableSource>();
        services.AddSingleton<ProcessingMetrics>();
        services.AddSingleton<MessageProcessor>();

        // Before the workers: they need the routes.
        services.AddSingleton<RouteReloader>();
        services.AddSingleton<IHostedService>(static provider => provider.GetRequiredService<RouteReloader>());
        services.AddSingleton<ProcessingWorkers>();
        services.AddSingleton<IHostedService>(static provider => provider.GetRequiredService<ProcessingWorkers>());
        services.AddSingleton<IDrainStep>(static provider => provider.GetRequiredService<ProcessingWorkers>());
    }

    public static void MapProcessing(this WebApplication app)
    {
    }
}
