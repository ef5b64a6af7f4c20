using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Vigia.Integration.Access.Keys;
using Vigia.Model.Access;
using Xunit;

namespace Vigia.Integration.Tests.Access;

public sealed class RequireScopeTests : IAsyncLifetime
{
    private AccessHost _host = null!;
    private string _all = null!;
    private string _sender = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await AccessHost.StartAsync((host, _) =>
            _sender = host.CreateKey(new ApiKeyRequest { Name = "sender", Scopes = ["messages:send"] }).Secret);
        _all = _host.CreateKey(new ApiKeyRequest { Name = "all", Scopes = ApiKeys.AllScopes }).Secret;
        await _host.TryUntilAsync(_all, Vigia.Integration.Access.AuthenticationFailure.None);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [InlineData("Authorization", "Bearer {0}")]
    [InlineData("Authorization", "bearer {0}")]
    [InlineData("X-Api-Key", "{0}")]
    public async Task Request_WithScope_IsServed(string header, string format)
    {
        HttpResponseMessage response = await SendAsync(HttpMethod.Post, "/send", (header, string.Format(null, format, _sender)));

        Assert.Equal("key:sender", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Request_WithoutCredentials_Gets401ThatSaysNothing()
    {
        HttpResponseMessage response = await SendAsync(HttpMethod.Post, "/send");

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("Bearer", response.Headers.WwwAuthenticate.ToString());
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.ToString());
        await AssertProblemAsync(response, "unauthorized", "Unauthorized", 401);
    }

    [Fact]
    public async Task Request_Refused_IsLoggedWithTheRequestsId()
    {
        HttpResponseMessage response = await SendAsync(HttpMethod.Post, "/send", ("X-Api-Key", AccessSecret.Create(AccessSecret.KeyPrefix)));

        string requestId = await AssertProblemAsync(response, "unauthorized", "Unauthorized", 401);
        Assert.Contains(
            _host.Logs.Lines,
            line => line.Contains("reason=unknown_key", StringComparison.Ordinal) && line.Contains($"request_id={requestId} ip=127.0.0.1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Request_Refused_LooksTheSameWhateverTheReason()
    {
        var answers = new HashSet<string>();
        foreach (string secret in new[] { "", "x", _sender[..^1], AccessSecret.Create(AccessSecret.KeyPrefix), "a.b.c" })
        {
            HttpResponseMessage response = await SendAsync(HttpMethod.Post, "/send", ("X-Api-Key", secret));
            JsonObject body = JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsObject();
            Assert.True(body.Remove("requestId") && body.Remove("traceId"));
            answers.Add($"{response.StatusCode} {response.Headers.WwwAuthenticate} {body.ToJsonString()}");
        }

        Assert.Single(answers);
    }

    [Theory]
    [InlineData("Basic {0}")]
    [InlineData("{0}")]
    [InlineData("Bearer")]
    public async Task Request_OtherAuthorization_Is401(string format) =>
        Assert.Equal(
            HttpStatusCode.Unauthorized,
            (await SendAsync(HttpMethod.Post, "/send", ("Authorization", string.Format(null, format, _sender)))).StatusCode);

    [Fact]
    public async Task Request_TwoCredentials_Is401() =>
        Assert.Equal(
            HttpStatusCode.Unauthorized,
            (await SendAsync(HttpMethod.Post, "/send", ("Authorization", "Bearer " + _sender), ("X-Api-Key", _sender))).StatusCode);

    [Fact]
    public async Task Request_WithoutTheScope_Gets403AndIsCountedAndLogged()
    {
        HttpResponseMessage response = await SendAsync(HttpMethod.Get, "/read/actor", ("X-Api-Key", _sender));

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        string requestId = await AssertProblemAsync(response, "forbidden", "Forbidden", 403);
        Assert.Equal(1, _host.Denied("missing_scope"));
        Assert.Contains(_host.Logs.Lines, line => line.Contains($"request_id={requestId} ip=127.0.0.1", StringComparison.Ordinal));
        Assert.Contains(_host.Logs.Lines, line => line.Contains("scope=messages:read", StringComparison.Ordinal) && line.Contains("subject=key:sender", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Request_EndPointInGroup_NeedsBothScopesButIsOneAttempt()
    {
        string reader = _host.CreateKey(new ApiKeyRequest { Name = "reader", Scopes = ["messages:read"] }).Secret;
        await _host.TryUntilAsync(reader, Vigia.Integration.Access.AuthenticationFailure.None);
        double before = _host.Attempts(success: true);

        Assert.Equal(HttpStatusCode.Forbidden, (await SendAsync(HttpMethod.Post, "/read/body", ("X-Api-Key", reader))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(HttpMethod.Post, "/read/body", ("X-Api-Key", _all))).StatusCode);
        Assert.Equal(2, _host.Attempts(success: true) - before);
    }

    [Fact]
    public async Task Request_UnknownCallerWithBrokenBody_Is401NotBadRequest()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/read/body")
        {
            Content = new StringContent("{broken", Encoding.UTF8, "application/json"),
        };

        Assert.Equal(HttpStatusCode.Unauthorized, (await _host.Client.SendAsync(request)).StatusCode);
    }

    [Theory]
    [InlineData("all", "maria@example", "maria@example")]
    [InlineData("all", "", "key:all")]
    [InlineData("reader", "", "key:reader")]
    public async Task GetActor_Header_IsBelievedFromThoseThatMaySetItAlone(string name, string header, string expected)
    {
        string secret = name == "all" ? _all : _host.CreateKey(new ApiKeyRequest { Name = name, Scopes = ["messages:read"] }).Secret;
        await _host.TryUntilAsync(secret, Vigia.Integration.Access.AuthenticationFailure.None);

        HttpResponseMessage response = await SendAsync(HttpMethod.Get, "/read/actor", ("X-Api-Key", secret), ("X-Vigia-Actor", header));

        Assert.Equal(expected, await response.Content.ReadAsStringAsync());
    }

    private const string LongName =
        "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
        + "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef+";

    [Theory]
    [InlineData("reader", "maria@example", HttpStatusCode.Forbidden, "actor_not_allowed", "actor:set")]
    [InlineData("all", "a\u0001b", HttpStatusCode.BadRequest, "actor_malformed", "X-Vigia-Actor")]
    [InlineData("all", LongName, HttpStatusCode.BadRequest, "actor_malformed", "X-Vigia-Actor")]
    public async Task Request_ActorThatCannotBeTaken_IsRefusedWithItsReason(
        string name, string header, HttpStatusCode status, string code, string names)
    {
        string secret = name == "all" ? _all : _host.CreateKey(new ApiKeyRequest { Name = name, Scopes = ["messages:read"] }).Secret;
        await _host.TryUntilAsync(secret, Vigia.Integration.Access.AuthenticationFailure.None);

        HttpResponseMessage response = await SendAsync(HttpMethod.Get, "/read/actor", ("X-Api-Key", secret), ("X-Vigia-Actor", header));

        Assert.Equal(status, response.StatusCode);
        JsonNode body = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        Assert.Equal(code, (string?)body["code"]);
        Assert.Contains(names, (string?)body["detail"], StringComparison.Ordinal);
    }

    private Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, path);
        foreach ((string name, string value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        if (path == "/read/body")
        {
            request.Content = new StringContent("""{"text":"x"}""", Encoding.UTF8, "application/json");
        }

        return _host.Client.SendAsync(request);
    }

    /// <summary>Returns the request's id.</summary>
    private static async Task<string> AssertProblemAsync(HttpResponseMessage response, string code, string title, int status)
    {
        JsonNode body = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        Assert.Equal(
            ["type", "title", "status", "code", "requestId", "traceId"],
            body.AsObject().Select(property => property.Key));
        Assert.Equal(
            ($"urn:vigia:problem:{code}", title, status, code),
            ((string?)body["type"], (string?)body["title"], (int)body["status"]!, (string?)body["code"]));
        Assert.Matches("^[0-9a-f]{32}$", (string?)body["traceId"]);
        return (string)body["requestId"]!;
    }
}
