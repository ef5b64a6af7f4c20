using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Time.Testing;
using Vigia.Console;
using Vigia.Server.Access.Users;
using Vigia.Testing;
using Xunit;

namespace Vigia.Server.Tests.Access;

/// <summary>Every caller against every page and endpoint of a monitor with its console.</summary>
public sealed class ConsoleAccessTableTests
{
    private static readonly AccessTable Table = AccessTable.Parse(AccessTableTests.Rows + "\n" + """
        GET / everybody
        GET /{**path:file} everybody
        HEAD /{**path:file} everybody
        ANY /_blazor console:read
        ANY /_blazor/disconnect console:read
        ANY /_blazor/initializers console:read
        ANY /_blazor/negotiate console:read
        GET /_framework/opaque-redirect console:read
        GET /ui console:read
        POST /ui console:read
        ANY /ui/{*path:regex(^(?!api(/|$)))} console:read
        GET /ui/account console:read
        POST /ui/account console:read
        GET /ui/admin admin
        POST /ui/admin admin
        GET /ui/admin/audit admin
        POST /ui/admin/audit admin
        GET /ui/admin/sessions admin
        POST /ui/admin/sessions admin
        GET /ui/admin/tokens admin
        POST /ui/admin/tokens admin
        GET /ui/admin/users admin
        POST /ui/admin/users admin
        GET /ui/api/dashboards console:read
        POST /ui/api/dashboards console:write
        POST /ui/api/dashboards/variables console:read
        GET /ui/api/dashboards/{uid} console:read
        DELETE /ui/api/dashboards/{uid} console:write
        POST /ui/api/dashboards/{uid}/restore console:write
        GET /ui/api/dashboards/{uid}/versions console:read
        GET /ui/api/dashboards/{uid}/versions/{version} console:read
        POST /ui/api/panels/query console:read
        POST /ui/api/promql/check console:read
        POST /ui/api/promql/complete console:read
        GET /ui/d/{Uid} console:read
        POST /ui/d/{Uid} console:read
        GET /ui/d/{Uid}/{Slug} console:read
        POST /ui/d/{Uid}/{Slug} console:read
        GET /ui/dashboards console:read
        POST /ui/dashboards console:read
        GET /ui/dead-letters console:read
        POST /ui/dead-letters console:read
        GET /ui/explore console:read
        POST /ui/explore console:read
        GET /ui/forbidden console:read
        POST /ui/forbidden console:read
        GET /ui/alerts console:read
        POST /ui/alerts console:read
        GET /ui/alerts/history console:read
        POST /ui/alerts/history console:read
        GET /ui/alerts/receivers console:read
        POST /ui/alerts/receivers console:read
        GET /ui/alerts/rules console:read
        POST /ui/alerts/rules console:read
        GET /ui/alerts/silences console:read
        POST /ui/alerts/silences console:read
        GET /ui/health console:read
        POST /ui/health console:read
        GET /ui/language everybody
        GET /ui/login everybody
        GET /ui/messages console:read
        POST /ui/messages console:read
        GET /ui/messages/{Id} console:read
        POST /ui/messages/{Id} console:read
        GET /ui/not-found console:read
        POST /ui/not-found console:read
        GET /ui/password caller
        """);

    [Fact]
    public async Task Table_NamesEveryPageAndEndpoint()
    {
        await using MonitorFixture monitor = await StartAsync();
        Table.AssertComplete(monitor.App);
    }

    [Fact]
    public async Task Gate_EveryCallerAndEveryPage_AnswersAsTheTableSays()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using MonitorFixture monitor = await StartAsync(AccessTable.Mark, time);
        await AccessTableTests.AssertAsync(Table, monitor, await AccessTableTests.CallersAsync(monitor, time));
    }

    [Fact]
    public async Task Gate_AnonymousViewerAllowed_SeesWhatViewersSeeAndNoMore()
    {
        await using MonitorFixture monitor = await StartAsync(AccessTable.Mark, settings: new Dictionary<string, string?> { ["Monitor:Access:AnonymousViewer"] = "true" });
        await AccessTableTests.AssertAnonymousAsync(Table, monitor);
    }

    [Fact]
    public async Task Circuit_OfAnotherSite_IsRefused()
    {
        await using MonitorFixture monitor = await StartAsync(static app => app.UseWhen(
            static context => context.Request.Path.StartsWithSegments("/_blazor", StringComparison.Ordinal),
            static blazor => blazor.Run(static context =>
            {
                context.Response.StatusCode = AccessTable.Reached;
                return Task.CompletedTask;
            })));
        using Browser browser = await monitor.LoginAsAsync(UserRole.Admin, "root");
        string own = monitor.Address.GetLeftPart(UriPartial.Authority);
        foreach ((string? site, string? origin, int status) in new[]
        {
            ("same-origin", null, AccessTable.Reached),
            (null, own, AccessTable.Reached),
            ("same-site", own, 403),
            ("cross-site", null, 403),
            (null, "https://evil.example", 403),
            (null, "null", 403),
            (null, null, 403),
        })
        {
            (browser.Site, browser.Origin) = (site, origin);
            using HttpResponseMessage socket = await browser.SendAsync(HttpMethod.Get, "/_blazor", upgrade: "websocket");
            using HttpResponseMessage negotiation = await browser.SendAsync(HttpMethod.Post, "/_blazor/negotiate");
            Assert.Equal((site, origin, status, status), (site, origin, (int)socket.StatusCode, (int)negotiation.StatusCode));
        }
    }

    [Fact]
    public async Task Page_OfAnotherRole_LeadsToTheOneThatSaysWhichRoleItNeeds()
    {
        await using MonitorFixture monitor = await StartAsync();
        using Browser browser = await monitor.LoginAsAsync(UserRole.Viewer, "looker");
        using HttpResponseMessage refused = await browser.SendAsync(HttpMethod.Get, "/ui/admin/users", accept: "text/html");
        Assert.Equal((303, "/ui/forbidden?needs=admin"), ((int)refused.StatusCode, refused.Headers.Location?.OriginalString));
        using HttpResponseMessage page = await browser.SendAsync(HttpMethod.Get, "/ui/forbidden?needs=admin", accept: "text/html");
        Assert.Equal(403, (int)page.StatusCode);
        Assert.Contains("admin", await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Address_OfNoPage_IsAnsweredByAPageToWhoMaySeePages()
    {
        await using MonitorFixture monitor = await StartAsync();
        using Browser browser = await monitor.LoginAsAsync(UserRole.Viewer, "looker");
        using HttpResponseMessage page = await browser.SendAsync(HttpMethod.Get, "/ui/nothing/here", accept: "text/html");
        Assert.Equal((404, "text/html"), ((int)page.StatusCode, page.Content.Headers.ContentType?.MediaType));
        using HttpResponseMessage api = await browser.SendAsync(HttpMethod.Get, "/ui/api/nothing", accept: "text/html");
        Assert.Equal(404, (int)api.StatusCode);
        Assert.NotEqual("text/html", api.Content.Headers.ContentType?.MediaType);
    }

    private static Task<MonitorFixture> StartAsync(
        Action<WebApplication>? before = null, TimeProvider? time = null, Dictionary<string, string?>? settings = null) => MonitorFixture.StartAsync(
        app =>
        {
            before?.Invoke(app);
            app.MapConsole();
        },
        time,
        settings: settings,
        build: static builder => builder.AddConsole(Repository.File("config")));
}
