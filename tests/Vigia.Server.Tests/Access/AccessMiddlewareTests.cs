using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Vigia.Model.Access;
using Vigia.Server.Access;
using Vigia.Server.Access.Tokens;
using Xunit;

namespace Vigia.Server.Tests.Access;

public sealed class AccessMiddlewareTests
{
    [Theory]
    [InlineData("/metrics")]
    [InlineData("/health")]
    [InlineData("/health/live")]
    [InlineData("/-/healthy")]
    [InlineData("/-/ready")]
    public async Task Invoke_OpenEndpoint_AnswersLoopbackOnly(string path)
    {
        await using MonitorFixture monitor = await MonitorFixture.StartAsync();
        Assert.Equal(HttpStatusCode.OK, await GetAsync(monitor, path));
        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync(monitor, path, forwardedFor: "192.0.2.7"));
    }

    [Fact]
    public async Task Invoke_EveryEndpoint_HasARule()
    {
        await using MonitorFixture monitor = await MonitorFixture.StartAsync();
        string[] closed =
        [
            .. monitor.App.Services.GetRequiredService<IEnumerable<Microsoft.AspNetCore.Routing.EndpointDataSource>>()
                .SelectMany(source => source.Endpoints)
                .Where(endpoint => endpoint.Metadata.GetMetadata<AccessRule>() is null)
                .Select(endpoint => endpoint.DisplayName ?? "?"),
        ];
        Assert.Empty(closed);
    }

    [Fact]
    public async Task Invoke_EndpointWithoutARule_IsClosedToAll()
    {
        await using MonitorFixture monitor = await MonitorFixture.StartAsync(app => app.MapGet("/forgotten", () => "open"));
        Assert.Equal(HttpStatusCode.Forbidden, await GetAsync(monitor, "/forgotten", monitor.AdminToken));
    }

    [Fact]
    public async Task Invoke_WrongMethod_IsNotAllowedAndReachesNoEndpoint()
    {
        await using MonitorFixture monitor = await MonitorFixture.StartAsync();
        using var client = new HttpClient { BaseAddress = monitor.Address };
        using HttpResponseMessage answer = await client.DeleteAsync(new Uri("/api/v1/query", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
        Assert.Equal(["GET", "POST"], answer.Content.Headers.Allow.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Invoke_ScopedEndpoint_WantsATokenWithTheScope()
    {
        await using MonitorFixture monitor = await StartScopedAsync();
        string reader = monitor.Create("reader", [AccessScopes.ReadMetrics]);
        string writer = monitor.Create("writer", [AccessScopes.WriteMetrics]);

        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync(monitor, "/scoped"));
        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync(monitor, "/scoped", "x"));
        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync(monitor, "/scoped", AccessSecret.Create(AccessSecret.TokenPrefix)));
        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync(monitor, "/scoped", reader[..^1]));
        Assert.Equal(HttpStatusCode.Forbidden, await GetAsync(monitor, "/scoped", writer));
        Assert.Equal(HttpStatusCode.OK, await GetAsync(monitor, "/scoped", reader));
        Assert.Equal(HttpStatusCode.OK, await GetAsync(monitor, "/scoped", monitor.AdminToken));
    }

    [Fact]
    public async Task Invoke_BasicAuthentication_TakesTheTokenAsPassword()
    {
        await using MonitorFixture monitor = await StartScopedAsync();
        string reader = monitor.Create("reader", [AccessScopes.ReadMetrics]);
        foreach ((string pair, HttpStatusCode expected) in new[]
        {
            ("any:" + reader, HttpStatusCode.OK),
            (":" + reader, HttpStatusCode.OK),
            ("any:wrong", HttpStatusCode.Unauthorized),
            (reader + ":", HttpStatusCode.Unauthorized),
        })
        {
            var header = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(pair)));
            Assert.Equal(expected, await GetAsync(monitor, "/scoped", header, null));
        }

        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync(monitor, "/scoped", new AuthenticationHeaderValue("Basic", "%%%"), null));
    }

    [Fact]
    public async Task Invoke_Refused_AsksForCredentialsAndTellsNothing()
    {
        await using MonitorFixture monitor = await StartScopedAsync();
        using var client = new HttpClient { BaseAddress = monitor.Address };
        using HttpResponseMessage response = await client.GetAsync(new Uri("/scoped", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(["Bearer", "Basic"], response.Headers.WwwAuthenticate.Select(header => header.Scheme));
        Assert.Contains("\"status\":\"error\"", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Invoke_RevokedOrExpired_IsRefused()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using MonitorFixture monitor = await StartScopedAsync(time);
        string brief = monitor.Create("brief", [AccessScopes.ReadMetrics], TimeSpan.FromMinutes(1));
        string revoked = monitor.Create("revoked", [AccessScopes.ReadMetrics]);
        Assert.Equal(HttpStatusCode.OK, await GetAsync(monitor, "/scoped", brief));
        Assert.Equal(HttpStatusCode.OK, await GetAsync(monitor, "/scoped", revoked));

        time.Advance(TimeSpan.FromMinutes(1));
        monitor.Tokens.Revoke("revoked");

        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync(monitor, "/scoped", brief));
        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync(monitor, "/scoped", revoked));
    }

    [Fact]
    public async Task Invoke_ManyRefusals_AreSlowedDownAndTheHolderIsNot()
    {
        await using MonitorFixture monitor = await StartScopedAsync();
        var answers = new HashSet<HttpStatusCode>();
        for (int i = 0; i < 700; i++)
        {
            answers.Add(await GetAsync(monitor, "/scoped", "wrong"));
        }

        Assert.Contains(HttpStatusCode.TooManyRequests, answers);
        Assert.Equal(HttpStatusCode.OK, await GetAsync(monitor, "/scoped", monitor.AdminToken));
    }

    [Fact]
    public async Task Create_WrongRequest_NamesEverythingThatIsWrong()
    {
        await using MonitorFixture monitor = await MonitorFixture.StartAsync();
        TokenException error = Assert.Throws<TokenException>(() => monitor.Tokens.Create("a b", ["nope"], TimeSpan.Zero));
        Assert.Equal(["name:", "scopes:", "expires:"], error.Message.Split(Environment.NewLine).Select(line => line.Split(' ')[0]));
        monitor.Tokens.Create("once", []);
        Assert.Contains("already", Assert.Throws<TokenException>(() => monitor.Tokens.Create("once", [])).Message, StringComparison.Ordinal);
    }

    private static Task<MonitorFixture> StartScopedAsync(TimeProvider? time = null) => MonitorFixture.StartAsync(
        app => app.MapGet("/scoped", (HttpContext context) => context.Caller()!.Name).RequireScope(AccessScopes.ReadMetrics), time);

    private static Task<HttpStatusCode> GetAsync(MonitorFixture monitor, string path, string? token = null, string? forwardedFor = null) =>
        GetAsync(monitor, path, token is null ? null : new AuthenticationHeaderValue("Bearer", token), forwardedFor);

    private static async Task<HttpStatusCode> GetAsync(MonitorFixture monitor, string path, AuthenticationHeaderValue? authorization, string? forwardedFor)
    {
        using var client = new HttpClient { BaseAddress = monitor.Address };
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = authorization;
        if (forwardedFor is not null)
        {
            request.Headers.Add("X-Forwarded-For", forwardedFor);
        }

        using HttpResponseMessage response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }
}
