using System.Net;
using System.Text.Json;
using Vigia.Server.Access;
using Vigia.Server.Access.Audit;
using Vigia.Server.Access.Users;
using Xunit;

namespace Vigia.Server.Tests.Access;

public sealed class AdministrationTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Users_AddChangeResetRemove_EachIsInTheAudit()
    {
        await using MonitorFixture monitor = await MonitorFixture.StartAsync();
        using Browser admin = await monitor.LoginAsAsync(UserRole.Admin, "root");
        using HttpResponseMessage added = await admin.SendJsonAsync(HttpMethod.Post, "/ui/api/users", new { name = "Maria", role = "viewer" });
        Assert.Equal(HttpStatusCode.Created, added.StatusCode);
        JsonElement one = JsonDocument.Parse(await added.Content.ReadAsStringAsync(Cancellation)).RootElement;
        Assert.Equal("maria", one.GetProperty("user").GetProperty("name").GetString());
        using (Browser maria = await monitor.LoginAsync("maria", one.GetProperty("password").GetString()!))
        {
            Assert.True((await maria.GetJsonAsync("/ui/api/session")).GetProperty("mustChangePassword").GetBoolean());
        }

        using HttpResponseMessage changed = await admin.SendJsonAsync(HttpMethod.Patch, "/ui/api/users/maria", new { role = "editor", isDisabled = true });
        JsonElement user = JsonDocument.Parse(await changed.Content.ReadAsStringAsync(Cancellation)).RootElement;
        Assert.Equal("editor", user.GetProperty("role").GetString());
        Assert.True(user.GetProperty("isDisabled").GetBoolean());
        using HttpResponseMessage reset = await admin.SendAsync(HttpMethod.Post, "/ui/api/users/maria/password");
        Assert.Equal(HttpStatusCode.OK, reset.StatusCode);
        using HttpResponseMessage removed = await admin.SendAsync(HttpMethod.Delete, "/ui/api/users/maria");
        Assert.Equal(HttpStatusCode.NoContent, removed.StatusCode);
        using HttpResponseMessage gone = await admin.GetAsync("/ui/api/users/maria");
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);

        JsonElement page = await admin.GetJsonAsync("/ui/api/audit?target=maria&actor=user:root");
        Assert.Equal(
            ["user.removed", "password.reset", "user.disabled", "user.role", "user.added"],
            page.GetProperty("entries").EnumerateArray().Select(entry => entry.GetProperty("action").GetString()));
        Assert.All(page.GetProperty("entries").EnumerateArray(), entry => Assert.Equal("127.0.0.1", entry.GetProperty("address").GetString()));
    }

    [Theory]
    [InlineData("PATCH", """{"role":"viewer"}""")]
    [InlineData("PATCH", """{"isDisabled":true}""")]
    [InlineData("DELETE", null)]
    public async Task Users_LastEnabledAdmin_Stays(string method, string? body)
    {
        await using MonitorFixture monitor = await MonitorFixture.StartAsync();
        using Browser admin = await monitor.LoginAsAsync(UserRole.Admin, "root");
        monitor.Users.SetDisabled("admin", true, Actor.System);
        using HttpResponseMessage refused = await SendAsync();
        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        Assert.Contains("\"errorType\":\"last_admin\"", await refused.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);

        monitor.Users.SetDisabled("admin", false, Actor.System);
        using HttpResponseMessage done = await SendAsync();
        Assert.True(done.IsSuccessStatusCode);

        Task<HttpResponseMessage> SendAsync() => admin.SendAsync(
            new HttpMethod(method), "/ui/api/users/root", body is null ? null : new StringContent(body, System.Text.Encoding.UTF8, "application/json"));
    }

    [Fact]
    public async Task Users_ConcurrentDemotions_LeaveAnAdmin()
    {
        await using MonitorFixture monitor = await MonitorFixture.StartAsync();
        string[] names = ["admin", "b", "c", "d"];
        foreach (string name in names[1..])
        {
            await monitor.AddUserAsync(name, UserRole.Admin, Browser.Password);
        }

        await Parallel.ForEachAsync(names, Cancellation, (name, _) =>
        {
            try
            {
                monitor.Users.SetRole(name, UserRole.Viewer, Actor.System);
            }
            catch (AccessException exception)
            {
                Assert.Equal(AccessErrors.LastAdmin, exception.Code);
            }

            return ValueTask.CompletedTask;
        });
        Assert.Single(monitor.Users.List(), user => user.Role is UserRole.Admin);
    }

    [Theory]
    [InlineData("", "viewer", "name_invalid")]
    [InlineData("-x", "viewer", "name_invalid")]
    [InlineData("a b", "viewer", "name_invalid")]
    [InlineData("josé", "viewer", "name_invalid")]
    [InlineData("maria", "owner", "role_invalid")]
    [InlineData("ADMIN", "viewer", "name_taken")]
    public async Task Users_WrongRequest_SaysWhy(string name, string role, string error)
    {
        await using MonitorFixture monitor = await MonitorFixture.StartAsync();
        using Browser admin = await monitor.LoginAsAsync(UserRole.Admin, "root");
        using HttpResponseMessage answer = await admin.SendJsonAsync(HttpMethod.Post, "/ui/api/users", new { name, role });
        Assert.False(answer.IsSuccessStatusCode);
        Assert.Contains($"\"errorType\":\"{error}\"", await answer.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tokens_CreateListRevoke_ShowsTheSecretOnce()
    {
        await using MonitorFixture monitor = await MonitorFixture.StartAsync();
        using Browser admin = await monitor.LoginAsAsync(UserRole.Admin, "root");
        using HttpResponseMessage created = await admin.SendJsonAsync(
            HttpMethod.Post, "/ui/api/tokens", new { name = "grafana", scopes = new[] { "metrics:read", "console:read" }, expiresAt = DateTimeOffset.UtcNow.AddDays(1) });
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        JsonElement answer = JsonDocument.Parse(await created.Content.ReadAsStringAsync(Cancellation)).RootElement;
        string secret = answer.GetProperty("secret").GetString()!;
        Assert.Equal(HttpStatusCode.OK, await AskAsync());

        using HttpResponseMessage listed = await admin.GetAsync("/ui/api/tokens");
        string list = await listed.Content.ReadAsStringAsync(Cancellation);
        Assert.Contains("grafana", list, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, list, StringComparison.Ordinal);

        using HttpResponseMessage revoked = await admin.SendAsync(HttpMethod.Delete, "/ui/api/tokens/" + answer.GetProperty("token").GetProperty("id").GetString());
        Assert.Equal(HttpStatusCode.OK, revoked.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync());

        async Task<HttpStatusCode> AskAsync()
        {
            using var client = new HttpClient { BaseAddress = monitor.Address };
            client.DefaultRequestHeaders.Authorization = new("Bearer", secret);
            using HttpResponseMessage response = await client.GetAsync(new Uri("/api/v1/labels", UriKind.Relative), Cancellation);
            return response.StatusCode;
        }
    }

    [Fact]
    public async Task Audit_ManyEntries_ComeInPagesAndThePastIsPruned()
    {
        await using MonitorFixture monitor = await MonitorFixture.StartAsync();
        using Browser admin = await monitor.LoginAsAsync(UserRole.Admin, "root");
        for (int i = 0; i < 25; i++)
        {
            monitor.Audit.Record(new Actor("user:maria"), "dashboard.saved", "d" + i);
        }

        var seen = new List<string>();
        string? next = null;
        do
        {
            JsonElement page = await admin.GetJsonAsync("/ui/api/audit?action=dashboard.saved&limit=10" + (next is null ? "" : "&before=" + next));
            seen.AddRange(page.GetProperty("entries").EnumerateArray().Select(entry => entry.GetProperty("target").GetString()!));
            next = page.TryGetProperty("next", out JsonElement id) ? id.GetRawText() : null;
        }
        while (next is not null);

        Assert.Equal(Enumerable.Range(0, 25).Reverse().Select(i => "d" + i), seen);
        (int byAge, int byNumber) = ((AuditTrail)monitor.Audit).Prune(TimeSpan.FromDays(1), 5);
        Assert.Equal(0, byAge);
        Assert.True(byNumber > 20);
        Assert.Equal(5, monitor.Audit.List(new AuditQuery()).Entries.Count);
        using HttpResponseMessage wrong = await admin.GetAsync("/ui/api/audit?limit=501");
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
    }

    [Fact]
    public async Task Preferences_OfAUser_AreKept()
    {
        await using MonitorFixture monitor = await MonitorFixture.StartAsync();
        using Browser viewer = await monitor.LoginAsAsync(UserRole.Viewer, "maria");
        using HttpResponseMessage kept = await viewer.SendJsonAsync(HttpMethod.Put, "/ui/api/session/preferences", new { language = "pt-BR", theme = "dark" });
        Assert.Equal(HttpStatusCode.NoContent, kept.StatusCode);
        JsonElement who = await viewer.GetJsonAsync("/ui/api/session");
        Assert.Equal("pt-BR", who.GetProperty("language").GetString());
        Assert.Equal("dark", who.GetProperty("theme").GetString());
        using HttpResponseMessage wrong = await viewer.SendJsonAsync(HttpMethod.Put, "/ui/api/session/preferences", new { theme = "<script>" });
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
    }
}
