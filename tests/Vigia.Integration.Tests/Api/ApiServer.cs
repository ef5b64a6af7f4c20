using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Vigia.Instrumentation.Metrics;
using Vigia.Integration.Access;
using Vigia.Integration.Api;
using Vigia.Integration.DeadLetters;
using Vigia.Integration.Lifecycle;
using Vigia.Integration.Messages;
using Vigia.Integration.Messages.Schemas;
using Vigia.Integration.Processing;
using Vigia.Integration.Queue;
using Vigia.Integration.Tests.Processing;
using Vigia.Testing;

namespace Vigia.Integration.Tests.Api;

/// <summary>The module's API on a real server, over a queue in memory. A token is a list of scopes.</summary>
internal sealed class ApiServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly TemporaryDirectory _folder;

    private ApiServer(WebApplication app, MemoryQueue queue, TemporaryDirectory folder)
    {
        _app = app;
        _folder = folder;
        Queue = queue;
        Client = new HttpClient(new SocketsHttpHandler { RequestHeaderEncodingSelector = static (_, _) => Encoding.UTF8 })
        {
            BaseAddress = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()),
        };
    }

    public MemoryQueue Queue { get; }

    public HttpClient Client { get; }

    public IServiceProvider Services => _app.Services;

    public static async Task<ApiServer> StartAsync(string settings = "{}", Dictionary<string, MessageSchema>? schemas = null)
    {
        var folder = new TemporaryDirectory();
        var queue = new MemoryQueue(TimeProvider.System);
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = folder.Path });
        builder.Configuration.AddInMemoryCollection(Settings.Json(settings));
        builder.Configuration["Data:Path"] = folder["data"];
        builder.WebHost.UseKestrelCore().ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddRouting();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<MetricRegistry>();
        builder.Services.AddSingleton<ServiceMetrics>();
        builder.Services.AddSingleton<IMessageQueue>(queue);
        builder.Services.AddSingleton<IMessageStore>(queue);
        builder.Services.AddSingleton<IDeadLetterStore>(queue);
        builder.Services.AddSingleton<IAuditLog>(queue);
        builder.Services.AddSingleton<IAuthenticator, ScopeListAuthenticator>();
        builder.Services.AddSingleton<AccessMonitor>();
        builder.Services.AddSingleton<IMessageSchemas>(new SchemaTable(schemas ?? []));
        builder.AddLifecycle();
        builder.AddProcessing();
        builder.AddDeadLetters();
        builder.AddApi();
        WebApplication app = builder.Build();
        app.MapDeadLetters();
        app.MapApi();
        await app.StartAsync();
        return new ApiServer(app, queue, folder);
    }

    public Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, string? scopes, string? body = null, string? actor = null, string? version = null)
    {
        var request = new HttpRequestMessage(method, path);
        if (scopes is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", scopes);
        }

        if (actor is not null)
        {
            request.Headers.Add("X-Vigia-Actor", actor);
        }

        if (version is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", version);
        }

        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        return Client.SendAsync(request);
    }

    public async Task<string> GetAsync(string path, string scopes)
    {
        using HttpResponseMessage response = await SendAsync(HttpMethod.Get, path, scopes);
        string body = await response.Content.ReadAsStringAsync();
        return response.IsSuccessStatusCode ? body : throw new HttpRequestException($"{(int)response.StatusCode}: {body}");
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        _folder.Dispose();
    }

    private sealed class SchemaTable(Dictionary<string, MessageSchema> schemas) : IMessageSchemas
    {
        public MessageSchema? Find(string type) => schemas.GetValueOrDefault(type);
    }

    private sealed class ScopeListAuthenticator : IAuthenticator
    {
        public ValueTask<AuthenticationResult> AuthenticateAsync(Credentials credentials, CancellationToken cancellationToken) =>
            new(credentials.Secret is { Length: > 0 } scopes
                ? new AuthenticationResult(
                    new Identity { Subject = "key:console", Kind = "key", Scopes = scopes.Split(',').ToHashSet(StringComparer.Ordinal) },
                    AuthenticationFailure.None)
                : new AuthenticationResult(null, AuthenticationFailure.Missing));
    }
}
