using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Vigia.Instrumentation.Logging;
using Vigia.Testing;
using Xunit;

namespace Vigia.Instrumentation.Tests;

/// <summary>A service with everything instrumented, on a real Kestrel, and a client of it.</summary>
internal sealed class InstrumentedServer : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory;
    private readonly WebApplication _app;

    private InstrumentedServer(TemporaryDirectory directory, WebApplication app, TransitionLog transitions)
    {
        _directory = directory;
        _app = app;
        Transitions = transitions;
        // The client must not have spans of its own, which would be the parents of the server's.
        Client = new HttpClient(new SocketsHttpHandler { ActivityHeadersPropagator = null })
        {
            BaseAddress = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()),
        };
    }

    public HttpClient Client { get; }

    public IServiceProvider Services => _app.Services;

    public TransitionLog Transitions { get; }

    public static async Task<InstrumentedServer> StartAsync(
        Action<VigiaInstrumentationOptions>? configure = null,
        Action<IServiceCollection>? services = null,
        Action<WebApplication>? map = null,
        IReadOnlyDictionary<string, string?>? settings = null)
    {
        var directory = new TemporaryDirectory();
        var transitions = new TransitionLog();
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        foreach ((string key, string? value) in settings ?? new Dictionary<string, string?>())
        {
            builder.Configuration[key] = value;
        }

        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRouting();
        builder.Services.AddLogging(logging => logging.AddProvider(transitions));
        builder.AddVigiaInstrumentation(options =>
        {
            options.Logging.Path = directory["integracao.log"];
            options.Logging.Stdout = LogStdoutMode.Off;
            options.Health.Interval = TimeSpan.FromMilliseconds(100);
            configure?.Invoke(options);
        });
        services?.Invoke(builder.Services);
        WebApplication app = builder.Build();
        app.Use(PretendRemote);
        app.MapVigiaInstrumentation();
        map?.Invoke(app);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new InstrumentedServer(directory, app, transitions);
    }

    public Task StopAsync() => _app.StopAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
        _directory.Dispose();
    }

    /// <summary>Loopback is all that a test has, so a header says which caller to be.</summary>
    private static Task PretendRemote(HttpContext context, RequestDelegate next)
    {
        if (context.Request.Headers.TryGetValue("X-Test-Remote", out var address))
        {
            context.Connection.RemoteIpAddress = System.Net.IPAddress.Parse(address.ToString());
        }

        return next(context);
    }
}
