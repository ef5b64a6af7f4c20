using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.AspNetCore.Hosting.StaticWebAssets;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MudBlazor.Services;
using Vigia.Console.Alerts;
using Vigia.Console.Dashboards;
using Vigia.Console.Dashboards.Reading;
using Vigia.Console.Explore;
using Vigia.Console.Layout;
using Vigia.Console.Localization;
using Vigia.Console.Messages;
using Vigia.Console.Search;
using Vigia.Console.Time;
using Vigia.Server.Access;
using Vigia.Server.Hosting;

namespace Vigia.Console;

/// <summary>The web console: pages below <c>/ui/</c> of the monitor.</summary>
public static class ConsoleExtensions
{
    /// <summary>Adds the console's services to a monitor's.</summary>
    /// <param name="builder">The monitor's.</param>
    /// <param name="configDirectory">The folder of the installation's configuration, which holds <c>dashboards/*.json</c>.</param>
    public static void AddConsole(this WebApplicationBuilder builder, string configDirectory = "config")
    {
        // Finds the packages' scripts and styles where they were restored; a published program has them in wwwroot.
        StaticWebAssetsLoader.UseStaticWebAssets(builder.Environment, builder.Configuration);
        builder.Services.AddConsoleKeyRing();
        // A pasted dashboard comes as one message.
        builder.Services.AddRazorComponents().AddInteractiveServerComponents().AddHubOptions(static hub => hub.MaximumReceiveMessageSize = DashboardReader.MaxBytes);
        builder.Services.AddCascadingAuthenticationState();
        builder.Services.AddAuthorization();
        builder.Services.AddAntiforgery();
        builder.Services.AddMudServices();
        builder.Services.AddConsoleLanguages();
        builder.Services.AddDashboards(configDirectory);
        builder.Services.AddSingleton<StoredSpan>();
        builder.Services.AddScoped(static services => new TimeState(services.GetRequiredService<NavigationManager>(), services.GetRequiredService<StoredSpan>()));
        builder.Services.AddScoped<MessageDesk>();
        builder.Services.AddScoped<RuleDesk>();
        builder.Services.AddSingleton<LintWords>();
        builder.Services.AddScoped<AlertDesk>();
        builder.Services.AddSingleton<OpenAlertFeed>();
        builder.Services.AddScoped<SessionCircuit>();
        builder.Services.AddScoped<CircuitHandler>(static services => services.GetRequiredService<SessionCircuit>());
        builder.Services.AddSingleton<QueryCompletion>();
        builder.Services.AddSingleton<ISearchSource, MetricSearch>();
        builder.Services.AddSingleton<ISearchSource, DashboardSearch>();
        builder.Services.AddSingleton<ISearchSource, MessageSearch>();
        builder.Services.AddSingleton<ISearchSource, AlertSearch>();
        builder.Services.AddSingleton<ISearchSource, RuleSearch>();
    }

    /// <summary>Maps the console's pages and files.</summary>
    public static void MapConsole(this WebApplication app)
    {
        app.UseRequestLocalization();
        app.UseAntiforgery();
        app.MapGet("/", static () => Results.Redirect("/ui")).AllowEverybody();
        app.MapLanguage().AllowEverybody();
        app.MapStaticAssets().AllowEverybody();
        app.MapDashboards();
        app.MapExplore().RequireScope(AccessScopes.ReadConsole);
        RazorComponentsEndpointConventionBuilder pages = app.MapRazorComponents<App>().AddInteractiveServerRenderMode();
        pages.RequireScope(AccessScopes.ReadConsole);

        // What is no page of ours is said by a page, to those who may see pages.
        app.MapFallback("/ui/{*path:regex(^(?!api(/|$)))}", static () => new RazorComponentResult<App> { StatusCode = StatusCodes.Status404NotFound }).RequireScope(AccessScopes.ReadConsole);
        new PageEndpoints(pages, "/ui/login").AllowEverybody();
        new PageEndpoints(pages, "/ui/password").AllowAnyCaller();
        new PageEndpoints(pages, "/ui/admin", "/ui/admin/users", "/ui/admin/tokens", "/ui/admin/sessions", "/ui/admin/audit").RequireScope(AccessScopes.Admin);
    }
}
