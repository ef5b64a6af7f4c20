using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Vigia.Console.Dashboards.Endpoints;
using Vigia.Console.Dashboards.Layout;
using Vigia.Console.Dashboards.Library;
using Vigia.Console.Dashboards.Queries;
using Vigia.Console.Dashboards.Sharing;
using Vigia.Console.Dashboards.Variables;
using Vigia.Server.Hosting;

namespace Vigia.Console.Dashboards;

/// <summary>Grafana's dashboards.</summary>
internal static class DashboardExtensions
{
    /// <summary>Adds the library and what answers panels.</summary>
    /// <param name="services">The monitor's.</param>
    /// <param name="configDirectory">The folder of the installation's configuration, for <c>dashboards/*.json</c>.</param>
    public static void AddDashboards(this IServiceCollection services, string configDirectory)
    {
        services.AddOptions<DashboardOptions>().BindConfiguration("Monitor:Dashboards").ValidateOnStart();
        services.AddSingleton<IValidateOptions<DashboardOptions>, DashboardOptionsValidator>();
        services.AddSingleton(provider => CreateLibrary(provider, configDirectory));
        services.AddHostedService<ProvisionedWatch>();
        services.AddSingleton<SharedQueries>();
        services.AddSingleton<VariableSource>();
        services.AddSingleton<OptionCache>();
        services.AddSingleton<VariableResolver>();
        services.AddSingleton<ExemplarQueries>();
        services.AddSingleton<AnnotationQueries>();
        services.AddSingleton<TargetQueries>();
        services.AddSingleton<PanelQueries>();
        services.AddSingleton<DashboardScreens>();
        services.AddSingleton<DashboardChanges>();
        services.AddSingleton<DashboardHandler>();
        services.AddSingleton<SharedAnswers>();
        services.AddSingleton<PanelEndpoints>();
        services.AddSingleton<LibraryEndpoints>();
    }

    /// <summary>Maps what pages and tools call.</summary>
    public static void MapDashboards(this IEndpointRouteBuilder app)
    {
        IServiceProvider services = app.ServiceProvider;
        DashboardHandler handler = services.GetRequiredService<DashboardHandler>();
        PanelEndpoints panels = services.GetRequiredService<PanelEndpoints>();
        LibraryEndpoints library = services.GetRequiredService<LibraryEndpoints>();
        RouteGroupBuilder read = app.MapGroup("/ui/api").AllowReaders();
        read.MapPost("/panels/query", handler.Of(panels.QueryAsync));
        read.MapPost("/dashboards/variables", handler.Of(panels.VariablesAsync));
        read.MapGet("/dashboards", handler.Of(library.ListAsync));
        read.MapGet("/dashboards/{uid}", handler.Of(library.ExportAsync));
        read.MapGet("/dashboards/{uid}/versions", handler.Of(library.VersionsAsync));
        read.MapGet("/dashboards/{uid}/versions/{version}", handler.Of(library.VersionAsync));
        RouteGroupBuilder write = app.MapGroup("/ui/api").AllowWriters();
        write.MapPost("/dashboards", handler.Of(library.ImportAsync));
        write.MapDelete("/dashboards/{uid}", handler.Of(library.DeleteAsync));
        write.MapPost("/dashboards/{uid}/restore", handler.Of(library.RestoreAsync));
    }

    private static DashboardLibrary CreateLibrary(IServiceProvider provider, string configDirectory)
    {
        IOptions<DashboardOptions> options = provider.GetRequiredService<IOptions<DashboardOptions>>();

        // The monitor's data lie in a folder of the program's; what users change in the console lies beside it.
        string data = Path.GetDirectoryName(provider.GetRequiredService<MonitorPaths>().Root)!;
        return new DashboardLibrary(
            new DashboardStore(Path.Combine(data, "config", "dashboards"), options.Value.KeepVersions),
            new ProvisionedFolder(Path.GetFullPath(options.Value.ProvisionedFolder ?? Path.Combine(configDirectory, "dashboards"))),
            options,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<DashboardLibrary>>());
    }
}
