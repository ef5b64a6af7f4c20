using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Vigia.Instrumentation;
using Vigia.Instrumentation.Metrics;
using Vigia.Testing;

namespace Vigia.Interop.Tests.Metrics;

/// <summary>A service on real Kestrel with everything that <c>AddVigiaInstrumentation</c> gives, and nothing more.</summary>
internal sealed class InstrumentedApp : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly TemporaryDirectory _folder;

    private InstrumentedApp(WebApplication app, TemporaryDirectory folder)
    {
        _app = app;
        _folder = folder;
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    public Uri Address { get; }

    public ServiceMetrics Metrics => _app.Services.GetRequiredService<ServiceMetrics>();

    /// <summary>The content types with which <c>/metrics</c> answered, each once.</summary>
    public HashSet<string> Answered { get; } = [];

    public static async Task<InstrumentedApp> StartAsync()
    {
        var folder = new TemporaryDirectory();
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.AddVigiaInstrumentation(options => options.Logging.Path = folder["integracao.log"]);
        WebApplication app = builder.Build();
        InstrumentedApp? made = null;
        app.Use(async (context, next) =>
        {
            await next(context);
            lock (folder)
            {
                made?.Answered.Add($"{context.Response.ContentType} {context.Response.Headers.ContentEncoding}");
            }
        });
        app.MapVigiaInstrumentation();
        await app.StartAsync();
        made = new InstrumentedApp(app, folder);
        return made;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _folder.Dispose();
    }
}
