using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Vigia.Model.Access;
using Vigia.Server.Access;
using Vigia.Server.Access.Audit;
using Vigia.Server.Access.Users;
using Xunit;

namespace Vigia.Server.Tests.Access;

/// <summary>Every caller against every endpoint.</summary>
public sealed class AccessTableTests
{
    private static readonly string[] Viewer = ["console:read", "messages:read", "metrics:read"];
    private static readonly string[] Editor = [.. Viewer, "alerts:write", "console:write", "messages:write"];

    internal const string Rows = """
        GET /-/healthy loopback
        HEAD /-/healthy loopback
        GET /-/quit admin
        POST /-/quit admin
        PUT /-/quit admin
        GET /-/ready loopback
        HEAD /-/ready loopback
        GET /-/reload admin
        POST /-/reload admin
        PUT /-/reload admin
        POST /api/v1/admin/tsdb/clean_tombstones admin
        PUT /api/v1/admin/tsdb/clean_tombstones admin
        POST /api/v1/admin/tsdb/delete_series admin
        PUT /api/v1/admin/tsdb/delete_series admin
        POST /api/v1/admin/tsdb/snapshot admin
        PUT /api/v1/admin/tsdb/snapshot admin
        GET /api/v1/alertmanagers metrics:read
        GET /api/v1/alerts metrics:read
        POST /api/v1/alerts metrics:read
        GET /api/v1/alerts/groups metrics:read
        GET /api/v1/format_query metrics:read
        POST /api/v1/format_query metrics:read
        GET /api/v1/label/{name}/values metrics:read
        GET /api/v1/labels metrics:read
        POST /api/v1/labels metrics:read
        GET /api/v1/metadata metrics:read
        POST /api/v1/otlp/v1/metrics metrics:write
        GET /api/v1/parse_query metrics:read
        POST /api/v1/parse_query metrics:read
        GET /api/v1/queries admin
        DELETE /api/v1/queries/{id} admin
        GET /api/v1/query metrics:read
        POST /api/v1/query metrics:read
        GET /api/v1/query_exemplars metrics:read
        POST /api/v1/query_exemplars metrics:read
        GET /api/v1/query_range metrics:read
        POST /api/v1/query_range metrics:read
        GET /api/v1/receivers metrics:read
        GET /api/v1/rules metrics:read
        GET /api/v1/scrape_pools metrics:read
        GET /api/v1/vigia/rules/check metrics:read
        POST /api/v1/vigia/rules/check metrics:read
        GET /api/v1/vigia/rules/rehearse metrics:read
        POST /api/v1/vigia/rules/rehearse metrics:read
        GET /api/v1/series metrics:read
        POST /api/v1/series metrics:read
        DELETE /api/v1/silence/{id} metrics:read
        GET /api/v1/silence/{id} metrics:read
        GET /api/v1/silences metrics:read
        POST /api/v1/silences metrics:read
        GET /api/v1/status/buildinfo metrics:read
        GET /api/v1/status/config metrics:read
        GET /api/v1/status/flags metrics:read
        GET /api/v1/status/runtimeinfo metrics:read
        GET /api/v1/status/tsdb metrics:read
        GET /api/v1/targets metrics:read
        GET /api/v1/targets/metadata metrics:read
        POST /api/v1/read metrics:read
        POST /api/v1/write metrics:write
        GET /api/v2/alerts metrics:read
        POST /api/v2/alerts alerts:write
        GET /api/v2/alerts/groups metrics:read
        GET /api/v2/receivers metrics:read
        DELETE /api/v2/silence/{id} alerts:write
        GET /api/v2/silence/{id} metrics:read
        GET /api/v2/silences metrics:read
        POST /api/v2/silences alerts:write
        GET /api/v2/status metrics:read
        GET /federate metrics:read
        GET /health loopback
        HEAD /health loopback
        GET /health/live loopback
        HEAD /health/live loopback
        GET /health/ready loopback
        HEAD /health/ready loopback
        GET /health/startup loopback
        HEAD /health/startup loopback
        GET /metrics loopback
        HEAD /metrics loopback
        GET /ui/api/alerts/acknowledgements metrics:read
        POST /ui/api/alerts/acknowledgements alerts:write
        DELETE /ui/api/alerts/acknowledgements/{fingerprint} alerts:write
        GET /ui/api/alerts/explain metrics:read
        GET /ui/api/alerts/history metrics:read
        GET /ui/api/alerts/receivers metrics:read
        POST /ui/api/alerts/receivers/{receiver}/test alerts:write
        GET /ui/api/audit admin
        DELETE /ui/api/session caller
        GET /ui/api/session caller
        POST /ui/api/session everybody
        PUT /ui/api/session/password caller
        PUT /ui/api/session/preferences console:read
        DELETE /ui/api/sessions console:read
        GET /ui/api/sessions console:read
        DELETE /ui/api/sessions/{id} console:read
        GET /ui/api/tokens admin
        POST /ui/api/tokens admin
        DELETE /ui/api/tokens/{id} admin
        GET /ui/api/users admin
        POST /ui/api/users admin
        DELETE /ui/api/users/{name} admin
        GET /ui/api/users/{name} admin
        PATCH /ui/api/users/{name} admin
        POST /ui/api/users/{name}/password admin
        POST /ui/login everybody
        POST /ui/logout caller
        POST /ui/password caller
        POST /v1/metrics metrics:write
        """;

    private static readonly AccessTable Table = AccessTable.Parse(Rows);

    [Fact]
    public async Task Table_NamesEveryEndpoint()
    {
        await using MonitorFixture monitor = await MonitorFixture.StartAsync();
        Table.AssertComplete(monitor.App);
    }

    [Fact]
    public async Task Gate_EveryCallerAndEveryEndpoint_AnswersAsTheTableSays()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using MonitorFixture monitor = await MonitorFixture.StartAsync(AccessTable.Mark, time);
        await AssertAsync(Table, monitor, await CallersAsync(monitor, time));
    }

    [Fact]
    public async Task Gate_AnonymousViewerAllowed_MayDoWhatViewersMay()
    {
        await using MonitorFixture monitor = await MonitorFixture.StartAsync(
            AccessTable.Mark, settings: new Dictionary<string, string?> { ["Monitor:Access:AnonymousViewer"] = "true" });
        await AssertAnonymousAsync(Table, monitor);
    }

    [Fact]
    public async Task Upgrade_WebSocketOfAnotherSite_IsRefused()
    {
        // What is behind the gate need not speak WebSocket: the handshake is a request with this header (RFC 6455, 4.1).
        await using MonitorFixture monitor = await MonitorFixture.StartAsync(
            app => app.MapGet("/ui/socket", () => Results.StatusCode(AccessTable.Reached)).RequireScope(AccessScopes.ReadConsole));
        using Browser browser = await monitor.LoginAsAsync(UserRole.Admin, "root");
        string own = monitor.Address.GetLeftPart(UriPartial.Authority);
        foreach ((string? site, string? origin, bool isLetIn) in new[]
        {
            ("same-origin", null, true),
            (null, own, true),
            (null, null, false),
            ("same-site", own, false),
            ("cross-site", null, false),
            (null, "https://evil.example", false),
            (null, "null", false),
            (null, own + "1", false),
            (null, own.Replace("127.0.0.1", "127.0.0.1.evil.example", StringComparison.Ordinal), false),
        })
        {
            browser.Site = site;
            browser.Origin = origin;
            using HttpResponseMessage answer = await browser.SendAsync(HttpMethod.Get, "/ui/socket", upgrade: "websocket");
            Assert.Equal((site, origin, isLetIn ? AccessTable.Reached : 403), (site, origin, (int)answer.StatusCode));
        }
    }

    internal static async Task AssertAsync(AccessTable table, MonitorFixture monitor, List<TableCaller> callers)
    {
        var wrong = new List<string>();
        for (int i = 0; i < callers.Count; i++)
        {
            wrong.AddRange(await table.FindWrongAsync(monitor.Address, callers[i], i));
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    internal static async Task AssertAnonymousAsync(AccessTable table, MonitorFixture monitor)
    {
        // What a viewer may not do, somebody unknown is asked to log in for.
        var wrong = new List<string>();
        foreach (string? site in new[] { null, "same-origin", "cross-site" })
        {
            wrong.AddRange(await table.FindWrongAsync(monitor.Address, new TableCaller("anonymous viewer", Viewer) { Site = site, RefusedWith = 401 }, 1));
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    // Logged in through the service, since the mark stands before the endpoints.
    internal static async Task<List<TableCaller>> CallersAsync(MonitorFixture monitor, FakeTimeProvider time)
    {
        var callers = new List<TableCaller>
        {
            new("nobody", null),
            new("a page elsewhere", null) { Site = "cross-site" },
            new("forged session", null) { Session = AccessSecret.Create(AccessSecret.SessionPrefix), Site = "same-origin" },
            new("session cut short", null) { Session = "vs_", Site = "same-origin" },
            new("forged token", null) { Token = AccessSecret.Create(AccessSecret.TokenPrefix) },
        };
        string expiredToken = monitor.Create("expired", [AccessScopes.Admin], TimeSpan.FromMinutes(1));
        string revokedToken = monitor.Create("revoked", [AccessScopes.Admin]);
        monitor.Tokens.Revoke("revoked");
        string expired = await LoginAsync("expired", UserRole.Admin);
        time.Advance(TimeSpan.FromHours(12));
        string revoked = await LoginAsync("revoked", UserRole.Admin);
        monitor.Sessions.EndAllOf("revoked", Actor.System);
        string disabled = await LoginAsync("disabled", UserRole.Admin);
        monitor.Users.SetDisabled("disabled", true, Actor.System);
        string admin = await LoginAsync("root", UserRole.Admin);
        OneTimePassword first = await monitor.Users.AddAsync("first", UserRole.Admin, Actor.System, TestContext.Current.CancellationToken);
        callers.AddRange(
        [
            new("expired token", null) { Token = expiredToken },
            new("revoked token", null) { Token = revokedToken },
            new("token of a session's secret", null) { Token = admin },
            new("expired session", null) { Session = expired, Site = "same-origin" },
            new("revoked session", null) { Session = revoked, Site = "same-origin" },
            new("disabled user", null) { Session = disabled, Site = "same-origin" },
            new("session of a token", null) { Session = monitor.AdminToken, Site = "same-origin" },
            new("viewer", Viewer) { Session = await LoginAsync("viewer", UserRole.Viewer), Site = "same-origin" },
            new("editor", Editor) { Session = await LoginAsync("editor", UserRole.Editor), Site = "same-origin" },
            new("admin", "admin") { Session = admin, Site = "same-origin" },
            new("admin from elsewhere", "admin") { Session = admin, Site = "cross-site" },
            new("admin from nowhere", "admin") { Session = admin },
            new("admin who must change the password", "admin")
            {
                Session = await SessionAsync("first", first.Password),
                Site = "same-origin",
                MustChangePassword = true,
            },
            new("wrong token beside a good session", null) { Token = "vt_wrong", Session = admin, Site = "same-origin" },
        ]);
        callers.AddRange(AccessScopes.All.Select(scope => new TableCaller("token " + scope, scope)
        {
            Token = monitor.Create("only-" + scope.Replace(':', '-'), [scope]),
            Site = "cross-site",
        }));
        return callers;

        async Task<string> LoginAsync(string name, UserRole role)
        {
            await monitor.AddUserAsync(name, role, Browser.Password);
            return await SessionAsync(name, Browser.Password);
        }

        async Task<string> SessionAsync(string name, string password) =>
            (await monitor.App.Services.GetRequiredService<Server.Access.Logins.LoginService>().LoginAsync(
                new() { UserName = name, Password = password, Place = "test" }, TestContext.Current.CancellationToken)).Secret!;
    }
}
