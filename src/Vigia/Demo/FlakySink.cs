using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Vigia.Demo;

/// <summary>
/// The demo's other side: a server on a free loopback port that takes deliveries slowly (<c>/lento</c>), only when they
/// come again (<c>/instavel</c>), or never (<c>/recusa</c>).
/// </summary>
internal sealed class FlakySink : IAsyncDisposable
{
    private const int MaxRemembered = 10_000;

    private readonly WebApplication _app;
    private readonly TimeProvider _time;
    private readonly TimeSpan _maxDelay;
    private readonly ConcurrentDictionary<string, bool> _seen = new(StringComparer.Ordinal);

    private FlakySink(TimeSpan maxDelay, TimeProvider time)
    {
        _maxDelay = maxDelay;
        _time = time;
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRouting();
        builder.Services.AddSingleton<Microsoft.Extensions.Hosting.IHostLifetime, QuietLifetime>();
        _app = builder.Build();
        _app.MapPost("/lento", TakeSlowlyAsync);
        _app.MapPost("/instavel", TakeAgainAsync);
        _app.MapPost("/recusa", RefuseAsync);
    }

    /// <summary>The base address, such as <c>http://127.0.0.1:40123</c>.</summary>
    public string Address => _app.Urls.First();

    public static async Task<FlakySink> StartAsync(TimeSpan maxDelay, TimeProvider time, CancellationToken cancellationToken)
    {
        var sink = new FlakySink(maxDelay, time);
        await sink._app.StartAsync(cancellationToken);
        return sink;
    }

    public async ValueTask DisposeAsync()
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(2), _time);
        await _app.StopAsync(timeout.Token);
        await _app.DisposeAsync();
    }

    private async Task TakeSlowlyAsync(HttpContext context)
    {
        await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
        await Task.Delay(_maxDelay * (0.25 + (Random.Shared.NextDouble() * 0.75)), _time, context.RequestAborted);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    // What comes for the first time is turned away. Past the cap everything is forgotten, and failures start over.
    private async Task TakeAgainAsync(HttpContext context)
    {
        byte[] digest = await SHA256.HashDataAsync(context.Request.Body, context.RequestAborted);
        if (_seen.Count >= MaxRemembered)
        {
            _seen.Clear();
        }

        bool first = _seen.TryAdd(Convert.ToHexString(digest), true);
        context.Response.StatusCode = first ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status204NoContent;
    }

    private static async Task RefuseAsync(HttpContext context)
    {
        await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
        context.Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        await context.Response.WriteAsync("{\"erro\":\"cobrança desconhecida\"}", context.RequestAborted);
    }
}
