using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Vigia.Integration.Tests.Access;

/// <summary>A JWK set on a real Kestrel, which a test can change, break or slow down.</summary>
internal sealed class JwksServer : IAsyncDisposable
{
    private WebApplication _app = null!;
    private int _requests;

    public Uri Url { get; private set; } = null!;

    public int Requests => Volatile.Read(ref _requests);

    public string[] Keys { get; set; } = [];

    public int Status { get; set; } = 200;

    public static async Task<JwksServer> StartAsync(params string[] keys)
    {
        var server = new JwksServer { Keys = keys };
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRouting();
        server._app = builder.Build();
        server._app.MapGet("/jwks", context =>
        {
            Interlocked.Increment(ref server._requests);
            context.Response.StatusCode = server.Status;
            return context.Response.WriteAsync($$"""{"keys":[{{string.Join(',', server.Keys)}}]}""");
        });
        await server._app.StartAsync();
        server.Url = new Uri(server._app.Urls.First() + "/jwks");
        return server;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
