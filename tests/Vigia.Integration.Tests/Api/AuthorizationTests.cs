using System.Net;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Vigia.Integration.Access;
using Vigia.Integration.Access.Http;
using Xunit;

namespace Vigia.Integration.Tests.Api;

public sealed class AuthorizationTests
{
    public static readonly TheoryData<string, string, string> EndPoints = new()
    {
        { "GET", "/api/v1/messages", Scopes.ReadMessages },
        { "GET", "/api/v1/messages/x", Scopes.ReadMessages },
        { "GET", "/api/v1/messages/counts", Scopes.ReadMessages },
        { "GET", "/api/v1/messages/x/timeline", Scopes.ReadMessages },
        { "POST", "/api/v1/messages/x/retry", Scopes.WriteDeadLetters },
        { "DELETE", "/api/v1/users/u/messages", Scopes.EraseMessages },
        { "GET", "/api/v1/dead-letters", Scopes.ReadDeadLetters },
        { "GET", "/api/v1/dead-letters/groups", Scopes.ReadDeadLetters },
        { "GET", "/api/v1/dead-letters/x", Scopes.ReadDeadLetters },
        { "PUT", "/api/v1/dead-letters/x", Scopes.WriteDeadLetters },
        { "POST", "/api/v1/dead-letters/x/replay", Scopes.WriteDeadLetters },
        { "POST", "/api/v1/dead-letters/x/discard", Scopes.WriteDeadLetters },
        { "POST", "/api/v1/dead-letters/replay", Scopes.WriteDeadLetters },
        { "POST", "/api/v1/dead-letters/discard", Scopes.WriteDeadLetters },
        { "POST", "/api/v1/dead-letters/x/check", Scopes.ReadDeadLetters },
        { "POST", "/api/v1/dead-letters/operations", Scopes.WriteDeadLetters },
        { "GET", "/api/v1/dead-letters/operations", Scopes.ReadDeadLetters },
        { "GET", "/api/v1/dead-letters/operations/x", Scopes.ReadDeadLetters },
        { "DELETE", "/api/v1/dead-letters/operations/x", Scopes.WriteDeadLetters },
        { "GET", "/api/v1/health", Scopes.ReadMessages },
        { "GET", "/api/v1/audit", Scopes.ReadAudit },
        { "GET", "/api/v1/queue", Scopes.ReadMessages },
        { "GET", "/api/v1/routes", Scopes.ReadMessages },
    };

    [Theory]
    [MemberData(nameof(EndPoints))]
    public async Task Request_CredentialsOrScopeMissing_IsRefused(string method, string path, string scope)
    {
        await using ApiServer server = await ApiServer.StartAsync();
        using HttpResponseMessage unknown = await server.SendAsync(new HttpMethod(method), path, scopes: null);
        Assert.Equal(HttpStatusCode.Unauthorized, unknown.StatusCode);
        Assert.Equal("application/problem+json", unknown.Content.Headers.ContentType?.MediaType);

        string others = string.Join(',', Scopes.All.Where(other => other != scope));
        using HttpResponseMessage forbidden = await server.SendAsync(new HttpMethod(method), path, others, "not even JSON");
        Assert.Equal(HttpStatusCode.Forbidden, forbidden.StatusCode);
        Assert.Equal("application/problem+json", forbidden.Content.Headers.ContentType?.MediaType);

        using HttpResponseMessage allowed = await server.SendAsync(new HttpMethod(method), path, scope, method is "GET" or "DELETE" ? null : "{}");
        Assert.NotEqual(HttpStatusCode.Unauthorized, allowed.StatusCode);
        Assert.NotEqual(HttpStatusCode.Forbidden, allowed.StatusCode);
    }

    [Fact]
    public async Task EndPoints_All_RequireAScopeAndAreTested()
    {
        await using ApiServer server = await ApiServer.StartAsync();
        RouteEndpoint[] endpoints = [.. server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()];
        Assert.All(endpoints, static endpoint => Assert.NotNull(endpoint.Metadata.GetMetadata<RequiredScope>()));
        Assert.Equal(EndPoints.Count, endpoints.Length);
    }

    /// <summary>The pattern is the label of the request metrics.</summary>
    [Fact]
    public async Task EndPoints_All_HavePatternsThatEndInNoSlash()
    {
        await using ApiServer server = await ApiServer.StartAsync();
        Assert.All(
            server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>(),
            static endpoint => Assert.False(endpoint.RoutePattern.RawText!.EndsWith('/'), endpoint.RoutePattern.RawText));
    }
}
