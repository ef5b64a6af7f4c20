using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Vigia.Instrumentation.Metrics;
using Vigia.Integration.Access;
using Vigia.Integration.Admission;
using Vigia.Integration.Lifecycle;
using Vigia.Integration.Listeners;
using Vigia.Integration.Messages;
using Vigia.Integration.Queue;

namespace Vigia.Testing.Listeners;

/// <summary>The module's listeners and admission on a real Kestrel at a free port of 127.0.0.1, before a queue in memory.</summary>
internal sealed class ListenerHost : IAsyncDisposable
{
    private ListenerHost(WebApplication app)
    {
        App = app;
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    public WebApplication App { get; }

    /// <summary>Such as <c>http://127.0.0.1:34567/</c>.</summary>
    public Uri Address { get; }

    public Uri WebSocketAddress => new UriBuilder(Address) { Scheme = Address.Scheme == "https" ? "wss" : "ws", Path = "/ws" }.Uri;

    public IntakeQueue Queue => Get<IntakeQueue>();

    public NotedMessages Store => Get<NotedMessages>();

    public KnownCallers Callers => Get<KnownCallers>();

    public CapturedLog Log => Get<CapturedLog>();

    public ServiceMetrics Metrics => Get<ServiceMetrics>();

    public static async Task<ListenerHost> StartAsync(
        IEnumerable<KeyValuePair<string, string?>>? settings = null, string? contentRoot = null, Action<WebApplicationBuilder>? configure = null)
    {
        WebApplication app = Build(settings, contentRoot, configure);
        try
        {
            await app.StartAsync();
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }

        return new ListenerHost(app);
    }

    public T Get<T>()
        where T : notnull => App.Services.GetRequiredService<T>();

    /// <summary>A client that shows the sender's secret.</summary>
    public HttpClient CreateClient(string? secret = KnownCallers.Sender)
    {
        var client = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(60) };
        if (secret is not null)
        {
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", secret);
        }

        return client;
    }

    /// <summary>Begins the drain and runs the listeners' steps, as the module's lifecycle does.</summary>
    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        Get<DrainState>().Begin();
        foreach (IGrouping<int, IDrainStep> steps in App.Services.GetServices<IDrainStep>().GroupBy(step => step.Order).OrderBy(group => group.Key))
        {
            await Task.WhenAll(steps.Select(step => step.DrainAsync(cancellationToken).AsTask()));
        }
    }

    public async ValueTask DisposeAsync()
    {
        Queue.Release();
        await App.StopAsync();
        await App.DisposeAsync();
    }

    private static WebApplication Build(
        IEnumerable<KeyValuePair<string, string?>>? settings, string? contentRoot, Action<WebApplicationBuilder>? configure)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(
            new WebApplicationOptions { ContentRootPath = contentRoot ?? AppContext.BaseDirectory });
        builder.Configuration
            .AddInMemoryCollection([new("Listeners:http:Port", "0"), new("Listeners:mqtt:Enabled", "false")])
            .AddInMemoryCollection(settings ?? []);
        var log = new CapturedLog();
        builder.Logging.AddProvider(log).SetMinimumLevel(LogLevel.Debug);
        builder.Services.AddSingleton(log);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<MetricRegistry>();
        builder.Services.AddSingleton<ServiceMetrics>();
        builder.Services.AddRouting();
        builder.Services.AddSingleton<DrainState>();
        builder.Services.AddSingleton<AccessMonitor>();
        builder.Services.AddSingleton<KnownCallers>();
        builder.Services.AddSingleton<IAuthenticator>(services => services.GetRequiredService<KnownCallers>());
        builder.Services.AddSingleton<IntakeQueue>();
        builder.Services.AddSingleton<IMessageQueue>(services => services.GetRequiredService<IntakeQueue>());
        builder.Services.AddSingleton<NotedMessages>();
        builder.Services.AddSingleton<IMessageStore>(services => services.GetRequiredService<NotedMessages>());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        builder.AddAdmission();
        builder.AddListeners();
        configure?.Invoke(builder);

        WebApplication app = builder.Build();
        app.MapAdmission();
        app.MapListeners();
        return app;
    }
}
