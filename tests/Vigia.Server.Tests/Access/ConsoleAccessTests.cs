using System.Net;
using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Vigia.Server.Access;
using Vigia.Server.Access.Callers;
using Vigia.Server.Access.Users;
using Xunit;

namespace Vigia.Server.Tests.Access;

/// <summary>The gate before Razor components and their hub, which the console maps.</summary>
public sealed class ConsoleAccessTests
{
    [Fact]
    public async Task Map_RazorComponents_GiveEveryEndpointARule()
    {
        await using MonitorFixture monitor = await StartAsync();
        Endpoint[] endpoints = [.. monitor.App.Services.GetRequiredService<EndpointDataSource>().Endpoints];
        Assert.Empty(endpoints.Where(endpoint => endpoint.Metadata.GetMetadata<AccessRule>() is null).Select(endpoint => endpoint.DisplayName));
        Assert.Contains(endpoints.OfType<RouteEndpoint>(), endpoint => endpoint.RoutePattern.RawText!.Contains("_blazor", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(null, "/ui/plain", "303 /ui/login?returnUrl=%2Fui%2Fplain")]
    [InlineData(null, "/ui/plain?a=b&c=%2F", "303 /ui/login?returnUrl=%2Fui%2Fplain%3Fa%3Db%26c%3D%252F")]
    [InlineData(null, "/ui/users", "303 /ui/login?returnUrl=%2Fui%2Fusers")]
    [InlineData(null, "/ui/password", "303 /ui/login?returnUrl=%2Fui%2Fpassword")]
    [InlineData(null, "/ui/login", "200")]
    [InlineData(null, "/ui/api/users", "401")]
    [InlineData("viewer", "/ui/plain", "200")]
    [InlineData("viewer", "/ui/users", "303 /ui/forbidden?needs=admin")]
    [InlineData("viewer", "/ui/editors", "403")]
    [InlineData("viewer", "/ui/password", "200")]
    [InlineData("editor", "/ui/editors", "200")]
    [InlineData("admin", "/ui/users", "200")]
    [InlineData("admin", "/ui/editors", "200")]
    [InlineData("first", "/ui/plain", "303 /ui/password")]
    [InlineData("first", "/ui/password", "200")]
    [InlineData("first", "/ui/api/users", "403")]
    public async Task Page_OfACaller_IsShownOrLeadsOn(string? who, string path, string expected)
    {
        await using MonitorFixture monitor = await StartAsync();
        using Browser browser = who switch
        {
            null => new Browser(monitor.Address),
            "first" => await monitor.LoginAsync("admin", monitor.FirstPassword!),
            _ => await monitor.LoginAsAsync(AccessRoles.Parse(who)),
        };
        using HttpResponseMessage answer = await browser.GetPageAsync(path);
        Assert.Equal(expected, $"{(int)answer.StatusCode} {answer.Headers.Location}".TrimEnd());
    }

    [Fact]
    public async Task Hub_OfACaller_IsForThoseWhoMaySeeTheConsole()
    {
        await using MonitorFixture monitor = await StartAsync();
        string negotiate = monitor.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Select(endpoint => endpoint.RoutePattern.RawText!).First(route => route.EndsWith("_blazor/negotiate", StringComparison.Ordinal));
        string path = "/" + negotiate.TrimStart('/') + "?negotiateVersion=1";
        using var nobody = new Browser(monitor.Address);
        using Browser viewer = await monitor.LoginAsAsync(UserRole.Viewer);
        using Browser first = await monitor.LoginAsync("admin", monitor.FirstPassword!);
        Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync(nobody));
        Assert.Equal(HttpStatusCode.OK, await PostAsync(viewer));
        Assert.Equal(HttpStatusCode.Forbidden, await PostAsync(first));
        viewer.Site = "cross-site";
        Assert.Equal(HttpStatusCode.Forbidden, await PostAsync(viewer));

        async Task<HttpStatusCode> PostAsync(Browser browser)
        {
            using HttpResponseMessage answer = await browser.SendAsync(HttpMethod.Post, path);
            return answer.StatusCode;
        }
    }

    [Fact]
    public async Task User_OfASession_HoldsNameRoleScopesAndSession()
    {
        ClaimsPrincipal? seen = null;
        await using MonitorFixture monitor = await StartAsync(app => app.MapGet("/ui/seen", (HttpContext context) => seen = context.User).RequireScope(AccessScopes.ReadConsole));
        using Browser editor = await monitor.LoginAsAsync(UserRole.Editor, "maria");
        using HttpResponseMessage answer = await editor.GetAsync("/ui/seen");
        Assert.NotNull(seen);
        Assert.Equal("maria", seen.Identity!.Name);
        Assert.True(seen.Identity.IsAuthenticated);
        Assert.True(seen.IsInRole(AccessRoles.Editor));
        Assert.True(seen.HasScope(AccessScopes.WriteConsole));
        Assert.False(seen.HasScope(AccessScopes.Admin));
        Assert.Equal(Assert.Single(monitor.Sessions.ListOf("maria")).Id, seen.SessionId());
    }

    [Theory]
    [InlineData("/ui/login", "text/html")]
    [InlineData("/ui/api/session", "*/*")]
    [InlineData("/ui/nothing/here", "text/html")]
    [InlineData("/ui/plain", "text/html")]
    public async Task Headers_OfEverythingUnderUi_GuardTheBrowser(string path, string accept)
    {
        await using MonitorFixture monitor = await StartAsync();
        using var browser = new Browser(monitor.Address);
        using HttpResponseMessage answer = await browser.GetAsync(path, accept);
        string policy = answer.Headers.GetValues("Content-Security-Policy").First();
        Assert.Contains("default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("same-origin", Assert.Single(answer.Headers.GetValues("Referrer-Policy")));
        Assert.Equal("same-origin", Assert.Single(answer.Headers.GetValues("Cross-Origin-Opener-Policy")));
        Assert.Contains("camera=()", Assert.Single(answer.Headers.GetValues("Permissions-Policy")), StringComparison.Ordinal);
        Assert.True(answer.Headers.CacheControl!.NoStore);
        Assert.False(answer.Headers.Contains("Strict-Transport-Security"));
    }

    [Fact]
    public async Task Headers_OfFiles_LetThemBeKept()
    {
        await using MonitorFixture monitor = await StartAsync(app => app.MapGet("/ui/style.css", (HttpContext context) =>
        {
            context.Response.Headers.CacheControl = "max-age=60";
            return Results.Text("a{}", "text/css");
        }).AllowEverybody());
        using var browser = new Browser(monitor.Address);
        using HttpResponseMessage answer = await browser.GetAsync("/ui/style.css");
        Assert.Equal("max-age=60", answer.Headers.CacheControl?.ToString());
    }

    private static Task<MonitorFixture> StartAsync(Action<WebApplication>? map = null) => MonitorFixture.StartAsync(
        app =>
        {
            app.UseAntiforgery();
            app.MapRazorComponents<ConsolePages.Root>().AddInteractiveServerRenderMode().RequireScope(AccessScopes.ReadConsole);
            map?.Invoke(app);
        },
        build: builder => builder.Services.AddRazorComponents().AddInteractiveServerComponents());
}
