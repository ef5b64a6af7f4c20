using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Vigia.Server.Access;
using Vigia.Server.Access.Audit;
using Vigia.Server.Access.Sessions;
using Vigia.Server.Access.Users;
using Vigia.Testing;
using Xunit;

namespace Vigia.Server.Tests.Access;

public sealed class SessionTests
{
    private const string Who = "/ui/api/session";

    [Fact]
    public async Task Session_MonitorRestarts_GoesOn()
    {
        using var data = new TemporaryDirectory();
        string session;
        await using (MonitorFixture monitor = await MonitorFixture.StartAsync(data: data))
        {
            using Browser browser = await monitor.LoginAsAsync(UserRole.Viewer);
            session = browser.Session!;
        }

        await using MonitorFixture again = await MonitorFixture.StartAsync(data: data);
        using var same = new Browser(again.Address) { Session = session };
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(same));
    }

    [Fact]
    public async Task Session_NotUsed_RunsOutAndUseKeepsIt()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using MonitorFixture monitor = await MonitorFixture.StartAsync(time: time);
        using Browser browser = await monitor.LoginAsAsync(UserRole.Viewer);
        for (int i = 0; i < 3; i++)
        {
            time.Advance(TimeSpan.FromHours(11));
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(browser));
        }

        time.Advance(TimeSpan.FromHours(12));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(browser));
    }

    [Fact]
    public async Task Session_UsedAllTheTime_RunsOutAtItsLifetime()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using MonitorFixture monitor = await MonitorFixture.StartAsync(time: time, settings: new Dictionary<string, string?>
        {
            ["Monitor:Access:SessionIdle"] = "01:00:00",
            ["Monitor:Access:SessionLifetime"] = "02:00:00",
        });
        using Browser browser = await monitor.LoginAsAsync(UserRole.Viewer);
        Assert.Contains("max-age=7200", browser.SetCookie, StringComparison.Ordinal);
        time.Advance(TimeSpan.FromMinutes(50));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(browser));
        time.Advance(TimeSpan.FromMinutes(50));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(browser));
        time.Advance(TimeSpan.FromMinutes(20));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(browser));
    }

    [Fact]
    public async Task Password_Changed_EndsTheOtherSessionsOnly()
    {
        await using MonitorFixture monitor = await MonitorFixture.StartAsync();
        using Browser here = await monitor.LoginAsAsync(UserRole.Viewer, "maria");
        using Browser there = await monitor.LoginAsync("maria", Browser.Password);
        const string chosen = "outra frase bem longa";
        using HttpResponseMessage changed = await here.PostFormAsync("/ui/password", ("old", Browser.Password), ("new", chosen), ("repeat", chosen));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(here));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(there));
        using (await monitor.LoginAsync("maria", chosen))
        {
        }
    }

    [Theory]
    [InlineData("disable")]
    [InlineData("remove")]
    [InlineData("reset")]
    [InlineData("end")]
    [InlineData("endAll")]
    public async Task Admin_EndsASession_AtOnceAndTellsItsCircuit(string how)
    {
        await using MonitorFixture monitor = await MonitorFixture.StartAsync();
        using Browser browser = await monitor.LoginAsAsync(UserRole.Viewer, "maria");
        Session session = Assert.Single(monitor.Sessions.ListOf("maria"));
        var told = new List<SessionChange>();
        using IDisposable watch = monitor.Sessions.Watch(session.Id, told.Add);
        switch (how)
        {
            case "disable":
                monitor.Users.SetDisabled("maria", true, Actor.System);
                break;
            case "remove":
                monitor.Users.Remove("maria", Actor.System);
                break;
            case "reset":
                await monitor.Users.ResetPasswordAsync("maria", Actor.System, TestContext.Current.CancellationToken);
                break;
            case "end":
                Assert.True(monitor.Sessions.End(session.Id, Actor.System));
                break;
            case "endAll":
                Assert.Equal(1, monitor.Sessions.EndAllOf("maria", Actor.System));
                break;
        }

        Assert.Equal([SessionChange.Ended], told);
        Assert.Null(monitor.Sessions.Find(session.Id));
        Assert.False(monitor.Sessions.Touch(session.Id));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(browser));
    }

    [Fact]
    public async Task Role_Changed_HoldsAtOnceAndTellsTheCircuit()
    {
        await using MonitorFixture monitor = await MonitorFixture.StartAsync();
        using Browser browser = await monitor.LoginAsAsync(UserRole.Admin, "maria");
        string id = Assert.Single(monitor.Sessions.ListOf("maria")).Id;
        var told = new List<SessionChange>();
        using IDisposable watch = monitor.Sessions.Watch(id, told.Add);
        using (HttpResponseMessage before = await browser.GetAsync("/ui/api/users"))
        {
            Assert.Equal(HttpStatusCode.OK, before.StatusCode);
        }

        monitor.Users.SetRole("maria", UserRole.Viewer, Actor.System);
        using HttpResponseMessage after = await browser.GetAsync("/ui/api/users");
        Assert.Equal(HttpStatusCode.Forbidden, after.StatusCode);
        Assert.Equal([SessionChange.RightsChanged], told);
        Assert.Equal(UserRole.Viewer, monitor.Sessions.Find(id)!.Role);
    }

    [Fact]
    public async Task Watch_SessionThatIsOver_IsToldAtOnce()
    {
        await using MonitorFixture monitor = await MonitorFixture.StartAsync();
        var told = new List<SessionChange>();
        using (monitor.Sessions.Watch("s_nothere1", told.Add))
        {
            Assert.Equal([SessionChange.Ended], told);
        }
    }

    [Fact]
    public async Task Watch_OneThrows_TheOthersAreTold()
    {
        await using MonitorFixture monitor = await MonitorFixture.StartAsync();
        using Browser browser = await monitor.LoginAsAsync(UserRole.Viewer, "maria");
        string id = Assert.Single(monitor.Sessions.ListOf("maria")).Id;
        var told = new List<SessionChange>();
        using IDisposable bad = monitor.Sessions.Watch(id, static _ => throw new InvalidOperationException("circuit"));
        using IDisposable good = monitor.Sessions.Watch(id, told.Add);
        monitor.Sessions.End(id, Actor.System);
        Assert.Equal([SessionChange.Ended], told);
    }

    [Fact]
    public async Task Change_OfAnotherProcess_IsSeenAndEndsSessions()
    {
        using var data = new TemporaryDirectory();
        await using MonitorFixture monitor = await MonitorFixture.StartAsync(data: data);
        using Browser browser = await monitor.LoginAsAsync(UserRole.Viewer, "maria");
        string id = Assert.Single(monitor.Sessions.ListOf("maria")).Id;
        var ended = new TaskCompletionSource();
        using IDisposable watch = monitor.Sessions.Watch(id, _ => ended.TrySetResult());
        using (UserDirectory command = UserDirectory.Open(data["monitor"]))
        {
            command.SetDisabled("maria", true, Actor.Terminal);
        }

        await ended.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(browser));
    }

    [Fact]
    public async Task Sessions_MoreThanTheBound_EndTheOneUsedLongestAgo()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using MonitorFixture monitor = await MonitorFixture.StartAsync(time: time, settings: new Dictionary<string, string?>
        {
            ["Monitor:Access:MaxSessionsPerUser"] = "2",
            ["Monitor:Access:MaxSessions"] = "3",
        });
        using Browser first = await monitor.LoginAsAsync(UserRole.Viewer, "maria");
        time.Advance(TimeSpan.FromSeconds(1));
        using Browser second = await monitor.LoginAsync("maria", Browser.Password);
        time.Advance(TimeSpan.FromSeconds(1));
        using Browser third = await monitor.LoginAsync("maria", Browser.Password);
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(first));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(second));

        time.Advance(TimeSpan.FromSeconds(1));
        using Browser other = await monitor.LoginAsAsync(UserRole.Viewer, "joao");
        time.Advance(TimeSpan.FromSeconds(1));
        using Browser another = await monitor.LoginAsync("joao", Browser.Password);
        Assert.Equal(3, monitor.Sessions.List().Count);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(another));
    }

    [Fact]
    public async Task Login_InTheSameBrowser_TakesThePlaceOfItsSession()
    {
        await using MonitorFixture monitor = await MonitorFixture.StartAsync();
        using Browser browser = await monitor.LoginAsAsync(UserRole.Viewer, "maria");
        string old = browser.Session!;
        using HttpResponseMessage again = await browser.LoginAsync("maria", Browser.Password);
        Assert.NotEqual(old, browser.Session);
        Assert.Single(monitor.Sessions.ListOf("maria"));
    }

    [Fact]
    public async Task Api_Sessions_ShowsOneselfTheOwnAndAdminsAll()
    {
        await using MonitorFixture monitor = await MonitorFixture.StartAsync();
        using Browser viewer = await monitor.LoginAsAsync(UserRole.Viewer, "maria");
        using Browser admin = await monitor.LoginAsAsync(UserRole.Admin, "root");
        JsonElement own = Assert.Single((await viewer.GetJsonAsync("/ui/api/sessions?user=root")).EnumerateArray());
        Assert.Equal("maria", own.GetProperty("userName").GetString());
        Assert.True(own.GetProperty("isCurrent").GetBoolean());
        Assert.Equal(2, (await admin.GetJsonAsync("/ui/api/sessions")).GetArrayLength());

        string others = Assert.Single(monitor.Sessions.ListOf("root")).Id;
        using HttpResponseMessage refused = await viewer.SendAsync(HttpMethod.Delete, "/ui/api/sessions/" + others);
        Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
        using HttpResponseMessage ended = await admin.SendAsync(HttpMethod.Delete, "/ui/api/sessions?user=maria");
        Assert.Equal(HttpStatusCode.OK, ended.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(viewer));
    }

    [Fact]
    public async Task Sweep_ExpiredSession_IsRemovedFromTheFileAndTold()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using MonitorFixture monitor = await MonitorFixture.StartAsync(time: time);
        using Browser browser = await monitor.LoginAsAsync(UserRole.Viewer, "maria");
        var told = new List<SessionChange>();
        using IDisposable watch = monitor.Sessions.Watch(Assert.Single(monitor.Sessions.ListOf("maria")).Id, told.Add);
        time.Advance(TimeSpan.FromHours(12));
        monitor.Sessions.Sweep();
        Assert.Contains(SessionChange.Ended, told);
        Assert.Empty(monitor.App.Services.GetRequiredService<AccessState>().Current.Sessions);
    }

    private static async Task<HttpStatusCode> StatusAsync(Browser browser)
    {
        using HttpResponseMessage answer = await browser.GetAsync(Who);
        return answer.StatusCode;
    }
}
