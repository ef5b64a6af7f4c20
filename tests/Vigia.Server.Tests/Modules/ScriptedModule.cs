using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Vigia.Instrumentation.Metrics;
using Vigia.Server.Modules;
using Vigia.Testing;

namespace Vigia.Server.Tests.Modules;

/// <summary>What the client meets at the module's address: a real server that answers as a test says, and a client of it.</summary>
internal sealed class ScriptedModule : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ServiceProvider _services;
    private readonly TemporaryDirectory _folder;

    private ScriptedModule(WebApplication app, ServiceProvider services, TemporaryDirectory folder)
    {
        _app = app;
        _services = services;
        _folder = folder;
        app.Run(AnswerAsync);
    }

    public IModuleClient Client => _services.GetRequiredService<IModuleClient>();

    /// <summary>Answers the next requests.</summary>
    public Func<HttpContext, Task> Answer { get; set; } = static _ => Task.CompletedTask;

    /// <summary>Method, path and query, and named headers of what came, oldest first.</summary>
    public ConcurrentQueue<ReceivedRequest> Received { get; } = [];

    public string KeyFile => _folder["console.key"];

    public static async Task<ScriptedModule> StartAsync(TimeProvider? time = null, bool isUp = true)
    {
        var folder = new TemporaryDirectory();
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        WebApplication app = builder.Build();
        var services = new ServiceCollection();
        ScriptedModule? module = null;
        services.AddSingleton<IConfiguration>(_ => new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Data:Path"] = folder.Path,
            ["Monitor:Module:Address"] = isUp ? app.Urls.First() : FormattableString.Invariant($"http://127.0.0.1:{ExternalProcess.FreePort()}"),
        }).Build());
        services.AddSingleton(time ?? TimeProvider.System);
        services.AddSingleton<MetricRegistry>();
        services.AddModuleClient();
        module = new ScriptedModule(app, services.BuildServiceProvider(), folder);
        await File.WriteAllTextAsync(module.KeyFile, "vk_first\n");
        await app.StartAsync();
        return module;
    }

    public void AnswerWith(int status, string body = "{}", string contentType = "application/json", string? version = null) => Answer = async context =>
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = contentType;
        context.Response.Headers.ETag = version;
        if (status != StatusCodes.Status204NoContent)
        {
            await context.Response.WriteAsync(body);
        }
    };

    public double Requests(string outcome) => _services.GetRequiredService<MetricRegistry>()
        .CreateCounter("vigia_module_requests_total", "", ["outcome"]).WithLabels(outcome).Value;

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await _app.StopAsync();
        await _app.DisposeAsync();
        _folder.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        HttpRequest request = context.Request;
        Received.Enqueue(new ReceivedRequest(
            $"{request.Method} {request.Path}{request.QueryString}",
            await reader.ReadToEndAsync(context.RequestAborted),
            request.Headers.Authorization,
            request.Headers["X-Vigia-Actor"],
            request.Headers.IfMatch));
        await Answer(context);
    }

    internal sealed record ReceivedRequest(string Line, string Body, string? Authorization, string? Actor, string? IfMatch);
}
