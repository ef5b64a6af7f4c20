using System.Collections.Concurrent;
using System.IO.Compression;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;

namespace Vigia.Server.Tests.Scraping;

/// <summary>A target on a real Kestrel, with an exposition that the test sets.</summary>
internal sealed class ScrapedServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ScrapedServer(WebApplication app) => _app = app;

    /// <summary>Answers <c>/metrics</c>; by default with <see cref="Text"/>.</summary>
    public Func<HttpContext, Task>? Handler { get; set; }

    public string Text { get; set; } = "a 1\n";

    public string ContentType { get; set; } = "text/plain; version=0.0.4";

    /// <summary>The headers of each request that came, and its path with the query under "path".</summary>
    public ConcurrentQueue<IReadOnlyDictionary<string, string>> Requests { get; } = [];

    public Uri Address => new(_app.Services.GetService(typeof(Microsoft.AspNetCore.Hosting.Server.IServer)) is Microsoft.AspNetCore.Hosting.Server.IServer server
        ? server.Features.Get<IServerAddressesFeature>()!.Addresses.First() : "");

    public string HostAndPort => Address.Authority;

    public static async Task<ScrapedServer> StartAsync(X509Certificate2? certificate = null, bool wantsClientCertificate = false)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            if (certificate is not null)
            {
                listen.UseHttps(https =>
                {
                    https.ServerCertificate = certificate;
                    https.ClientCertificateMode = wantsClientCertificate ? ClientCertificateMode.RequireCertificate : ClientCertificateMode.NoCertificate;
                    https.AllowAnyClientCertificate();
                });
            }
        }));
        WebApplication app = builder.Build();
        var server = new ScrapedServer(app);
        app.Run(server.AnswerAsync);
        await app.StartAsync();
        return server;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    /// <summary>Answers with a text, in gzip where the request takes it.</summary>
    public async Task WriteAsync(HttpContext context)
    {
        context.Response.ContentType = ContentType.Length == 0 ? null : ContentType;
        byte[] text = Encoding.UTF8.GetBytes(Text);
        if (context.Request.Headers.AcceptEncoding == "gzip")
        {
            context.Response.Headers.ContentEncoding = "gzip";
            await using var gzip = new GZipStream(context.Response.Body, CompressionLevel.Fastest);
            await gzip.WriteAsync(text);
        }
        else
        {
            await context.Response.Body.WriteAsync(text);
        }
    }

    private Task AnswerAsync(HttpContext context)
    {
        var request = context.Request.Headers.ToDictionary(static header => header.Key, static header => header.Value.ToString());
        request["path"] = context.Request.Path + context.Request.QueryString;
        request["certificate"] = context.Connection.ClientCertificate?.Subject ?? "";
        Requests.Enqueue(request);
        return Handler is { } handler ? handler(context) : WriteAsync(context);
    }
}
