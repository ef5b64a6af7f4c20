using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Logging;
using Vigia.Testing;

namespace Vigia.Console.Browser.Tests;

/// <summary>Serves the console's files and pages of these tests on loopback, under the console's content security policy.</summary>
public sealed class ConsoleServer : IAsyncDisposable
{
    // Stricter than the console's own, which MudBlazor needs inline styles for: these modules do without.
    private const string Policy = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'self'; frame-ancestors 'none'";

    private readonly WebApplication _app;

    private ConsoleServer(WebApplication app) => _app = app;

    /// <summary>Like <c>http://127.0.0.1:41234</c>.</summary>
    public string Address => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    /// <summary>The questions that dashboards ask.</summary>
    public PanelQueries Queries { get; } = new();

    public static async Task<ConsoleServer> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        WebApplication app = builder.Build();
        var server = new ConsoleServer(app);
        app.Use(static (context, next) =>
        {
            context.Response.Headers.ContentSecurityPolicy = Policy;
            context.Response.Headers.CacheControl = "no-store";
            return next(context);
        });
        string packages = Path.Combine(AppContext.BaseDirectory, "packages");
        Serve(app, Repository.File("src", "Vigia.Console", "wwwroot"), "/_content/Vigia.Console");
        Serve(app, packages, "/_content/Vizor.ECharts/js");
        Serve(app, packages, "/_content/MudBlazor");
        Serve(app, Path.Combine(AppContext.BaseDirectory, "Pages"), "/tests");
        app.MapGet("/page", static (string? lang, string? theme, string? body) => Results.Content(Page(lang ?? "en", theme, body ?? "harness"), "text/html"));
        app.MapPost("/ui/api/panels/query", (Delegate)server.Queries.AnswerAsync);
        await app.StartAsync(CancellationToken.None);
        return server;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static void Serve(WebApplication app, string folder, string path) =>
        app.UseStaticFiles(new StaticFileOptions { FileProvider = new PhysicalFileProvider(folder), RequestPath = path });

    private static string Page(string language, string? theme, string body) => string.Create(CultureInfo.InvariantCulture, $"""
        <!doctype html>
        <html lang="{language}"{(theme is null ? "" : $" data-theme=\"{theme}\"")}>
        <head>
          <meta charset="utf-8">
          <meta name="viewport" content="width=device-width, initial-scale=1">
          <title>Vigia</title>
          <link rel="icon" href="/_content/Vigia.Console/vigia.svg">
          <link rel="stylesheet" href="/_content/MudBlazor/MudBlazor.min.css">
          <link rel="stylesheet" href="/_content/Vigia.Console/css/tokens.css">
          <link rel="stylesheet" href="/_content/Vigia.Console/css/console.css">
          <script src="/_content/Vigia.Console/js/theme.js"></script>
        </head>
        {File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Pages", body + ".html"))}
        </html>
        """);
}
