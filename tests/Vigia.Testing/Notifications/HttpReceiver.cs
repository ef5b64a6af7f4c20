using System.Collections.Concurrent;
using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Vigia.Testing.Notifications;

/// <summary>A real HTTP server on a free loopback port that keeps what is posted to it and answers as it is told.</summary>
public sealed class HttpReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Channel<ReceivedRequest> _received = Channel.CreateUnbounded<ReceivedRequest>();
    private readonly ConcurrentQueue<ReceivedRequest> _all = new();

    private HttpReceiver(WebApplication app) => _app = app;

    /// <summary>Its address, without a path.</summary>
    public Uri Address => new(_app.Urls.First());

    /// <summary>Everything that came, in order.</summary>
    public IReadOnlyList<ReceivedRequest> All => [.. _all];

    /// <summary>Answers a request; null: 200 and <c>ok</c>.</summary>
    public Func<ReceivedRequest, HttpContext, Task>? Answer { get; set; }

    /// <summary>Starts one.</summary>
    /// <param name="https">How its TLS is set up; null: none.</param>
    public static async Task<HttpReceiver> StartAsync(Action<ListenOptions>? https = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => https?.Invoke(listen)));
        builder.Services.AddRoutingCore();
        builder.Logging.ClearProviders();
        WebApplication app = builder.Build();
        var receiver = new HttpReceiver(app);
        app.Run(receiver.TakeAsync);
        await app.StartAsync();
        return receiver;
    }

    /// <summary>The next request that was not asked for yet.</summary>
    public async Task<ReceivedRequest> NextAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60), TimeProvider.System);
        return await _received.Reader.ReadAsync(limit.Token);
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var request = new ReceivedRequest(
            context.Request.Path.Value ?? "",
            context.Request.Headers.ToDictionary(static header => header.Key, static header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            await reader.ReadToEndAsync());
        _all.Enqueue(request);
        _received.Writer.TryWrite(request);
        if (Answer is { } answer)
        {
            await answer(request, context);
            return;
        }

        await context.Response.WriteAsync("ok");
    }
}
