using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.StaticWebAssets;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor.Services;
using Vigia.Console.Dashboards;
using Vigia.Console.Localization;
using Vigia.Server.Access;

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
        builder.Services.AddRazorComponents().AddInteractiveServerComponents();
        builder.Services.AddCascadingAuthenticationState();
        builder.Services.AddAuthorization();
        builder.Services.AddAntiforgery();
        builder.Services.AddMudServices();
        builder.Services.AddConsoleLanguages();
        builder.Services.AddDashboards(configDirectory);
    }

    /// <summary>Maps the console's pages and files.</summary>
    public static void MapConsole(this WebApplication app)
    {
        app.UseRequestLocalization();
        app.UseAntiforgery();
        app.MapGet("/", static () => Microsoft.AspNetCore.Http.Results.Redirect("/ui/")).AllowAnonymousOnLoopback();
        app.MapDashboards();
        app.MapStaticAssets().AllowAnonymousOnLoopback();
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode().AllowAnonymousOnLoopback();
    }
}
