using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Vigia.Integration.Lifecycle;
using Vigia.Integration.Listeners.Web.OpenApi;

namespace Vigia.Integration.Listeners.Web;

internal static class WebServerExtensions
{
    /// <summary>Sets up Kestrel's one end point from the section <c>Listeners:http</c>.</summary>
    public static void AddWebServer(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<WebServerOptions>().BindConfiguration(WebServerOptions.Section).ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<WebServerOptions>, WebServerOptionsValidator>();
        builder.Services.AddSingleton<WebConnections>();
        builder.Services.AddSingleton<IDrainStep>(services => services.GetRequiredService<WebConnections>());
        builder.Services.AddSingleton<WebServerCertificate>();
        builder.Services.AddSingleton<RequestIds>();
        builder.Services.AddSingleton<LocalEndpoints>();
        builder.Services.AddSingleton<IConfigureOptions<KestrelServerOptions>, KestrelSetup>();
        builder.Services.AddHostedService<BadRequestObserver>();
        OpenApiDescription.Add(builder.Services);
    }

    public static void MapWebServer(this WebApplication app)
    {
        RequestIds requestIds = app.Services.GetRequiredService<RequestIds>();
        app.Use(next => context => requestIds.InvokeAsync(context, next));
        LocalEndpoints local = app.Services.GetRequiredService<LocalEndpoints>();
        app.Use(next => context => local.InvokeAsync(context, next));
        app.MapOpenApi();
    }
}
