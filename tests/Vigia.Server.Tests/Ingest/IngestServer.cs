using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Vigia.Instrumentation.Metrics;
using Vigia.Model.Metrics;
using Vigia.Testing.Metrics;

namespace Vigia.Server.Tests.Ingest;

/// <summary>An intake on a real Kestrel, into a sink in memory.</summary>
internal sealed class IngestServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private IngestServer(WebApplication app, InMemoryMetricSink sink)
    {
        (_app, Sink) = (app, sink);
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
    }

    public InMemoryMetricSink Sink { get; }

    public HttpClient Client { get; }

    public IServiceProvider Services => _app.Services;

    public static async Task<IngestServer> StartAsync(Action<IServiceCollection> add, Action<IEndpointRouteBuilder> map, InMemoryMetricSink? sink = null)
    {
        sink ??= new InMemoryMetricSink();
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddSingleton(sink).AddSingleton<IMetricSink>(sink).AddSingleton(new MetricRegistry()).AddSingleton(TimeProvider.System);
        add(builder.Services);
        WebApplication app = builder.Build();
        map(app);
        await app.StartAsync();
        return new IngestServer(app, sink);
    }

    /// <summary>Posts a body with the headers given.</summary>
    public async Task<HttpResponseMessage> PostAsync(string path, byte[] body, string? contentType, string? encoding)
    {
        using var content = new ByteArrayContent(body);
        if (contentType is not null)
        {
            content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        }

        if (encoding is not null)
        {
            content.Headers.TryAddWithoutValidation("Content-Encoding", encoding);
        }

        return await Client.PostAsync(new Uri(path, UriKind.Relative), content);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }
}
