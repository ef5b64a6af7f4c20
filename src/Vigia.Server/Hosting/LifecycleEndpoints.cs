using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Vigia.Server.Access;
using Vigia.Server.Configuration.Reload;

namespace Vigia.Server.Hosting;

/// <summary><c>/-/reload</c> and <c>/-/quit</c>, as Prometheus answers them; both want the scope of administrators.</summary>
internal static class LifecycleEndpoints
{
    private static readonly string[] Changing = [HttpMethods.Post, HttpMethods.Put];

    public static void MapLifecycle(this WebApplication app)
    {
        IConfigurationReloader reloader = app.Services.GetRequiredService<IConfigurationReloader>();
        app.MapMethods("/-/reload", Changing, context => ReloadAsync(context, reloader)).RequireScope(AccessScopes.Admin);
        app.MapMethods("/-/quit", Changing, context => QuitAsync(context, app.Lifetime)).RequireScope(AccessScopes.Admin);
        foreach (string path in new[] { "/-/reload", "/-/quit" })
        {
            app.MapMethods(path, [HttpMethods.Get], RefuseGetAsync).RequireScope(AccessScopes.Admin);
        }
    }

    private static async Task ReloadAsync(HttpContext context, IConfigurationReloader reloader)
    {
        ReloadResult result = await reloader.ReloadAsync(context.RequestAborted);
        if (!result.Succeeded)
        {
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
            await context.Response.WriteAsync($"failed to reload config: {result.Error}\n", context.RequestAborted);
        }
    }

    private static async Task QuitAsync(HttpContext context, IHostApplicationLifetime lifetime)
    {
        await context.Response.WriteAsync("Requesting termination... Goodbye!\n", context.RequestAborted);
        lifetime.StopApplication();
    }

    private static Task RefuseGetAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
        context.Response.Headers.Allow = "POST, PUT";
        return context.Response.WriteAsync("Only POST or PUT requests allowed", context.RequestAborted);
    }
}
