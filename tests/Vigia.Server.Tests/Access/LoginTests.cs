using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Vigia.Instrumentation.Metrics;
using Vigia.Server.Access.Audit;
using Vigia.Server.Access.Users;
using Vigia.Testing;
using Xunit;

namespace Vigia.Server.Tests.Access;

public sealed class LoginTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task FirstStart_NoUsers_MakesAnAdminWhoMustChangeThePassword()
    {
        using var data = new TemporaryDirectory();
        string first;
        await using (MonitorFixture monitor = await MonitorFixture.StartAsync(data: data))
        {
            first = monitor.FirstPassword!;
            using Browser browser = await monitor.LoginAsync("admin", first);
            using HttpResponseMessage page = await browser.GetPageAsync("/ui/api-of-nothing");
            using HttpResponseMessage api = await browser.GetAsync("/ui/api/users");
            Assert.Equal(HttpStatusCode.Forbidden, api.StatusCode);
            Assert.Contains("password_change_required", await api.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
            Assert.True((await browser.GetJsonAsync("/ui/api/session")).GetProperty("mustChangePassword").GetBoolean());

            using HttpResponseMessage changed = await browser.PostFormAsync("/ui/password", ("old", first), ("new", Browser.Password), ("repeat", Browser.Password));
            Assert.Equal("/ui/", changed.Headers.Location?.OriginalString);
            Assert.Equal(1, (await browser.GetJsonAsync("/ui/api/users")).GetArrayLength());
        }

        await using MonitorFixture again = await MonitorFixture.StartAsync(data: data);
        Assert.Null(again.FirstPassword);
        using Browser old = new(again.Address);
        using HttpResponseMessage refused = await old.LoginAsync("admin", first);
        Assert.Equal("/ui/login?error=credentials", refused.Headers.Location?.OriginalString);
    }

    [Fact]
    public async Task FirstStart_FileOnDisk_HoldsNeitherPasswordNorSession()
    {
        using var data = new TemporaryDirectory();
        await using MonitorFixture monitor = await MonitorFixture.StartAsync(data: data);
        using Browser browser = await monitor.LoginAsync("admin", monitor.FirstPassword!);
        string file = data["monitor/access.db"];
        string content = Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file, Cancellation));
        Assert.Contains("admin", content, StringComparison.Ordinal);
        Assert.DoesNotContain(monitor.FirstPassword!, content, StringComparison.Ordinal);
        Assert.DoesNotContain(browser.Session!, content, StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }
    }

    [Theory]
    [InlineData("", "/ui/")]
    [InlineData("/ui/alerts?state=firing", "/ui/alerts?state=firing")]
    [InlineData("https://evil.example/", "/ui/")]
    [InlineData("//evil.example/", "/ui/")]
    [InlineData("/\\evil.example/", "/ui/")]
    [InlineData("/\t/evil.example/", "/ui/")]
    [InlineData("javascript:alert(1)", "/ui/")]
    public async Task Login_RightPassword_LeadsToALocalPathOnly(string returnUrl, string expected)
    {
        await using MonitorFixture monitor = await MonitorFixture.StartAsync();
        await monitor.AddUserAsync("maria", UserRole.Viewer, Browser.Password);
        using var browser = new Browser(monitor.Address);
        using HttpResponseMessage answer = await browser.LoginAsync(" Maria ", Browser.Password, returnUrl);
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        Assert.Equal(expected, answer.Headers.Location?.OriginalString);
        Assert.Equal("maria", (await browser.GetJsonAsync("/ui/api/session")).GetProperty("name").GetString());
        Assert.Contains("httponly", browser.SetCookie, StringComparison.Ordinal);
        Assert.Contains("samesite=lax", browser.SetCookie, StringComparison.Ordinal);
        Assert.Contains("path=/", browser.SetCookie, StringComparison.Ordinal);
        Assert.DoesNotContain("secure", browser.SetCookie, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Login_WrongPasswordAndUnknownUser_AreAnsweredAlike()
    {
        await using MonitorFixture monitor = await MonitorFixture.StartAsync();
        await monitor.AddUserAsync("maria", UserRole.Viewer, Browser.Password);
        using var browser = new Browser(monitor.Address);
        foreach (string name in new[] { "maria", "nobody", "not a name!", "" })
        {
            using HttpResponseMessage answer = await browser.LoginAsync(name, "wrong", "/ui/x");
            Assert.Equal("/ui/login?error=credentials&returnUrl=%2Fui%2Fx", answer.Headers.Location?.OriginalString);
            Assert.False(browser.HasSession);
        }

        // What was typed as a name may be a password: only names that are somebody's are written down.
        AuditPage audit = monitor.Audit.List(new AuditQuery { Action = AuditActions.LoginFailed });
        Assert.Equal([null, null, null, "maria"], audit.Entries.Select(entry => entry.Target));
        Assert.Contains("vigia_login_attempts_total{result=\"credentials\"} 4", await MetricsAsync(monitor), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Login_DisabledUser_IsToldOnlyWithTheRightPassword()
    {
        await using MonitorFixture monitor = await MonitorFixture.StartAsync();
        await monitor.AddUserAsync("maria", UserRole.Viewer, Browser.Password);
        monitor.Users.SetDisabled("maria", true, Actor.System);
        using var browser = new Browser(monitor.Address);
        using HttpResponseMessage wrong = await browser.LoginAsync("maria", "wrong");
        using HttpResponseMessage right = await browser.LoginAsync("maria", Browser.Password);
        Assert.Equal("/ui/login?error=credentials", wrong.Headers.Location?.OriginalString);
        Assert.Equal("/ui/login?error=disabled", right.Headers.Location?.OriginalString);
    }

    [Fact]
    public async Task Login_ManyFailures_WaitsLongerEachTimeAndThenLetsIn()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using MonitorFixture monitor = await MonitorFixture.StartAsync(time: time);
        await monitor.AddUserAsync("maria", UserRole.Viewer, Browser.Password);
        using var browser = new Browser(monitor.Address);
        var waits = new List<int>();
        for (int attempt = 0; attempt < 19; attempt++)
        {
            using HttpResponseMessage answer = await browser.LoginAsync("maria", "wrong");
            if (answer.Headers.RetryAfter?.Delta is { } wait)
            {
                Assert.StartsWith("/ui/login?error=locked&wait=", answer.Headers.Location?.OriginalString, StringComparison.Ordinal);
                waits.Add((int)wait.TotalSeconds);
                time.Advance(wait);
            }
        }

        Assert.Equal([1, 2, 4, 8, 16, 32, 64], waits);

        // While it has to wait, the right password helps no more than a wrong one.
        using HttpResponseMessage refused = await browser.LoginAsync("maria", Browser.Password);
        Assert.StartsWith("/ui/login?error=locked", refused.Headers.Location?.OriginalString, StringComparison.Ordinal);
        time.Advance(TimeSpan.FromMinutes(3));
        using HttpResponseMessage entered = await browser.LoginAsync("maria", Browser.Password);
        Assert.Equal("/ui/", entered.Headers.Location?.OriginalString);
    }

    [Fact]
    public async Task Login_FewerIterations_AreHashedAgain()
    {
        using var data = new TemporaryDirectory();
        string before;
        await using (MonitorFixture monitor = await MonitorFixture.StartAsync(data: data))
        {
            await monitor.AddUserAsync("maria", UserRole.Viewer, Browser.Password);
            before = Hash(monitor);
        }

        await using MonitorFixture stricter = await MonitorFixture.StartAsync(
            data: data, build: builder => builder.Services.AddSingleton(new PasswordHashing(iterations: 200)));
        using (await stricter.LoginAsync("maria", Browser.Password))
        {
            Assert.NotEqual(before, Hash(stricter));
        }

        using (await stricter.LoginAsync("maria", Browser.Password))
        {
            Assert.Equal(200u, System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(Convert.FromBase64String(Hash(stricter)).AsSpan(5)));
        }

        static string Hash(MonitorFixture monitor) =>
            monitor.App.Services.GetRequiredService<Server.Access.AccessState>().Current.Users["maria"].PasswordHash;
    }

    [Fact]
    public async Task Login_FromAnotherSite_IsRefused()
    {
        await using MonitorFixture monitor = await MonitorFixture.StartAsync();
        await monitor.AddUserAsync("maria", UserRole.Viewer, Browser.Password);
        using var browser = new Browser(monitor.Address) { Site = "cross-site" };
        using HttpResponseMessage answer = await browser.LoginAsync("maria", Browser.Password);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.False(browser.HasSession);
    }

    [Fact]
    public async Task Api_LoginWhoLogout_AnswersInJson()
    {
        await using MonitorFixture monitor = await MonitorFixture.StartAsync();
        await monitor.AddUserAsync("maria", UserRole.Editor, Browser.Password);
        using var browser = new Browser(monitor.Address);
        using HttpResponseMessage wrong = await browser.SendJsonAsync(HttpMethod.Post, "/ui/api/session", new { user = "maria", password = "wrong" });
        Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
        Assert.Contains("\"errorType\":\"credentials\"", await wrong.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);

        using HttpResponseMessage login = await browser.SendJsonAsync(HttpMethod.Post, "/ui/api/session", new { user = "maria", password = Browser.Password });
        Assert.Equal(HttpStatusCode.Created, login.StatusCode);
        JsonElement who = await browser.GetJsonAsync("/ui/api/session");
        Assert.Equal("session", who.GetProperty("kind").GetString());
        Assert.Equal("editor", who.GetProperty("role").GetString());
        Assert.Equal(
            ["alerts:write", "console:read", "console:write", "messages:read", "messages:write", "metrics:read"],
            who.GetProperty("scopes").EnumerateArray().Select(scope => scope.GetString()));

        string session = browser.Session!;
        using HttpResponseMessage logout = await browser.SendAsync(HttpMethod.Delete, "/ui/api/session");
        Assert.Equal(HttpStatusCode.NoContent, logout.StatusCode);
        Assert.False(browser.HasSession);
        browser.Session = session;
        using HttpResponseMessage after = await browser.GetAsync("/ui/api/session");
        Assert.Equal(HttpStatusCode.Unauthorized, after.StatusCode);
    }

    [Theory]
    [InlineData("text/plain", "{}")]
    [InlineData("application/json", "")]
    [InlineData("application/json", "null")]
    [InlineData("application/json", "{\"user\":1}")]
    [InlineData("application/json", "{\"user\":\"a\",\"password\":\"b\",\"admin\":true}")]
    public async Task Api_WrongBody_IsBadRequest(string type, string body)
    {
        await using MonitorFixture monitor = await MonitorFixture.StartAsync();
        using var browser = new Browser(monitor.Address);
        using HttpResponseMessage answer = await browser.SendAsync(HttpMethod.Post, "/ui/api/session", new StringContent(body, Encoding.UTF8, type));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task Password_Wrong_SaysWhyAndChangesNothing()
    {
        await using MonitorFixture monitor = await MonitorFixture.StartAsync();
        using Browser browser = await monitor.LoginAsAsync(UserRole.Viewer, "maria");
        foreach ((string old, string chosen, string repeat, string error) in new[]
        {
            ("wrong", "outra frase bem longa", "outra frase bem longa", "password_wrong"),
            (Browser.Password, "outra frase bem longa", "outra frase", "password_repeat"),
            (Browser.Password, "curta", "curta", "password_short"),
            (Browser.Password, new string('x', 257), new string('x', 257), "password_long"),
            (Browser.Password, "123456789012", "123456789012", "password_common"),
            (Browser.Password, "abababababab", "abababababab", "password_common"),
            (Browser.Password, "Maria-123456", "Maria-123456", "ok"),
            ("Maria-123456", "Maria-123456", "Maria-123456", "password_same"),
        })
        {
            using HttpResponseMessage answer = await browser.PostFormAsync("/ui/password", ("old", old), ("new", chosen), ("repeat", repeat));
            Assert.Equal(error == "ok" ? "/ui/" : "/ui/password?error=" + error, answer.Headers.Location?.OriginalString);
        }
    }

    [Theory]
    [InlineData("administrator", "administrator", "password_is_name")]
    [InlineData("fernanda.lima", "FERNANDA.LIMA", "password_is_name")]
    [InlineData("fernanda.lima", "amil.adnanref", "password_is_name")]
    [InlineData("fernanda.lima", "fernanda.lima1", "password_is_name")]
    public void Check_PasswordOfTheName_IsRefused(string name, string password, string error) =>
        Assert.Equal(error, Assert.Throws<Server.Access.AccessException>(() => PasswordRules.Check(password, name)).Code);

    private static async Task<string> MetricsAsync(MonitorFixture monitor)
    {
        using var client = new HttpClient { BaseAddress = monitor.Address };
        return await client.GetStringAsync(new Uri("/metrics", UriKind.Relative), Cancellation);
    }
}
