using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Vigia.Instrumentation;
using Vigia.Integration.Access;
using Vigia.Integration.Admission;
using Vigia.Integration.Api;
using Vigia.Integration.DeadLetters;
using Vigia.Integration.Dependencies;
using Vigia.Integration.Lifecycle;
using Vigia.Integration.Listeners;
using Vigia.Integration.Processing;
using Vigia.Integration.Queue;

namespace Vigia.Integration;

/// <summary>Builds the integration module: listeners, access, admission, queue, processing, delivery and dead letters, all instrumented.</summary>
public static class ModuleHost
{
    /// <summary>Builds the module, ready to start. Its settings: see <see cref="ModuleConfiguration.AddModuleConfiguration"/>.</summary>
    /// <param name="contentRoot">The folder that holds <c>config/</c>.</param>
    /// <param name="settings">Settings that override all others, for example from the command line.</param>
    /// <param name="configure">Adds or replaces services after the module's own.</param>
    /// <param name="configDirectory">The folder that holds <c>appsettings.json</c>; <c>config</c> below the content root where null.</param>
    public static WebApplication Build(
        string contentRoot,
        IEnumerable<KeyValuePair<string, string?>>? settings = null,
        Action<WebApplicationBuilder>? configure = null,
        string? configDirectory = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = contentRoot });
        builder.Configuration.AddModuleConfiguration(configDirectory ?? "config", settings);
        AddServices(builder);
        configure?.Invoke(builder);

        WebApplication app = builder.Build();

        // Before anything is made with them: a service that meets a wrong setting would tell of that one only.
        app.Services.GetService<IStartupValidator>()?.Validate();
        app.MapVigiaInstrumentation();
        app.MapLifecycle();
        app.MapAccess();
        app.MapQueue();
        app.MapAdmission();
        app.MapProcessing();
        app.MapDeadLetters();
        app.MapListeners();
        app.MapApi();
        return app;
    }

    /// <summary>Adds all of the module's services, as its configuration says. Opens no file and no connection.</summary>
    /// <param name="builder">A builder whose configuration is complete.</param>
    public static void AddServices(WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Logging.AddConfiguration(builder.Configuration.GetSection("Logging"));
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(30));
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddRouting();
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();

        builder.AddVigiaInstrumentation();
        builder.AddLifecycle();
        builder.AddDependencies();
        builder.AddAccess();
        builder.AddQueue();
        builder.AddAdmission();
        builder.AddProcessing();
        builder.AddDeadLetters();
        builder.AddListeners();
        builder.AddApi();
    }
}
