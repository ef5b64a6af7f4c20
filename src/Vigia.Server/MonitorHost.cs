using System.IO.Compression;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Vigia.Instrumentation;
using Vigia.Server.Access;
using Vigia.Server.Access.Endpoints;
using Vigia.Server.Alerting.Rules.Running;
using Vigia.Server.Hosting;
using Vigia.Server.Ingest.Otlp;
using Vigia.Server.Ingest.RemoteWrite;
using Vigia.Server.Modules;
using Vigia.Server.Notifications;
using Vigia.Server.Notifications.Running;
using Vigia.Server.QueryApi;
using Vigia.Server.RemoteRead;
using Vigia.Server.RemoteWrite;
using Vigia.Server.Scraping;
using Vigia.Storage.Metrics;

namespace Vigia.Server;

/// <summary>Builds the monitor: intake, storage, queries and what stands on them, all behind one gate.</summary>
public static class MonitorHost
{
    /// <summary>The file of scrapes and rules, in Prometheus' format.</summary>
    public const string ConfigFileName = "prometheus.yml";

    /// <summary>Builds the monitor and opens what it keeps, ready to start.</summary>
    /// <param name="contentRoot">The folder that relative paths start from.</param>
    /// <param name="configDirectory">The folder that holds <c>prometheus.yml</c>.</param>
    /// <param name="configuration">The program's configuration; what stands under <c>Monitor:Instrumentation</c> and <c>Monitor:Logging</c> holds for the monitor.</param>
    /// <param name="configure">Adds or replaces services after the monitor's own.</param>
    /// <param name="map">Maps endpoints beside the monitor's own, each with its access rule.</param>
    /// <param name="cancellationToken">Ends the opening.</param>
    public static async Task<WebApplication> BuildAsync(
        string contentRoot,
        string configDirectory,
        IConfiguration configuration,
        Action<WebApplicationBuilder>? configure = null,
        Action<WebApplication>? map = null,
        CancellationToken cancellationToken = default)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = contentRoot });
        builder.Configuration.AddConfiguration(configuration);
        builder.Configuration.AddInMemoryCollection(OwnInstrumentation(configuration));
        AddServices(builder);
        configure?.Invoke(builder);

        WebApplication app = builder.Build();
        try
        {
            app.Services.GetService<IStartupValidator>()?.Validate();
            await app.Services.GetRequiredService<MonitorState>().OpenAsync(Path.Combine(configDirectory, ConfigFileName), cancellationToken);
            await app.Services.GetRequiredService<NotificationState>().OpenAsync(Path.Combine(configDirectory, NotificationCenter.ConfigFileName), cancellationToken);
            Map(app);
            map?.Invoke(app);
            return app;
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    private static void Map(WebApplication app)
    {
        app.UseResponseCompression();
        app.UseRouting();
        app.UseAccess();
        RouteGroupBuilder open = app.MapGroup("").AllowAnonymousOnLoopback();
        open.MapVigiaInstrumentation();
        open.MapProbes();
        app.MapAccess();
        app.MapLifecycle();
        app.MapRemoteWrite().RequireScope(AccessScopes.WriteMetrics);
        app.MapOtlpMetrics("/api/v1/otlp/v1/metrics").RequireScope(AccessScopes.WriteMetrics);
        app.MapOtlpMetrics("/v1/metrics").RequireScope(AccessScopes.WriteMetrics);
        app.MapRemoteRead().RequireScope(AccessScopes.ReadMetrics);
        app.MapQueryApi();
        app.MapNotifications();
    }

    /// <summary>Adds all of the monitor's services, as its configuration says. Opens no file and no connection.</summary>
    internal static void AddServices(WebApplicationBuilder builder)
    {
        builder.Logging.AddConfiguration(builder.Configuration.GetSection("Logging"));
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(MonitorPaths.Within(builder.Configuration["Data:Path"] is { Length: > 0 } path ? path : "data"));
        builder.Services.AddRouting();
        builder.Services.AddOptions<MonitorOptions>().BindConfiguration("Monitor").ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<MonitorOptions>, MonitorOptionsValidator>();
        builder.Services.AddOptions<HostOptions>().PostConfigure<IOptions<MonitorOptions>>(
            static (host, monitor) => host.ShutdownTimeout = monitor.Value.DrainTimeout);
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        builder.Services.AddSingleton<IConfigureOptions<KestrelServerOptions>, MonitorListener>();
        builder.AddVigiaInstrumentation();
        builder.AddAccess();
        builder.AddMonitorState();
        builder.Services.AddRemoteWrite(static provider => provider.GetRequiredService<MetricStore>());
        builder.Services.AddScraping();
        builder.Services.AddRemoteWriteReceiver();
        builder.Services.AddOtlpMetrics();
        builder.AddQueryApi();
        builder.AddRules();
        builder.Services.AddRemoteRead();
        builder.Services.AddModuleClient();
        builder.AddNotifications();
        builder.Services.AddResponseCompression(static options =>
        {
            options.EnableForHttps = true;
            options.Providers.Add<GzipCompressionProvider>();
            options.MimeTypes = ["application/json", "text/plain"];
        });
        builder.Services.Configure<GzipCompressionProviderOptions>(static options => options.Level = CompressionLevel.Fastest);
    }

    /// <summary>Module and monitor share a file of settings, but not a log: each names its own.</summary>
    private static Dictionary<string, string?> OwnInstrumentation(IConfiguration configuration)
    {
        var own = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
        {
            ["Instrumentation:ServiceName"] = "vigia",
            ["Instrumentation:Logging:Path"] = "logs/vigia.log",

            // The module's are scraped; the monitor's own, always 0, would stand between them on every dashboard.
            ["Instrumentation:Metrics:ServiceMetrics"] = "false",
        };
        foreach (string section in new[] { "Instrumentation", "Logging" })
        {
            foreach ((string key, string? value) in configuration.GetSection("Monitor:" + section).AsEnumerable(makePathsRelative: true))
            {
                if (value is not null)
                {
                    own[$"{section}:{key}"] = value;
                }
            }
        }

        return own;
    }
}
