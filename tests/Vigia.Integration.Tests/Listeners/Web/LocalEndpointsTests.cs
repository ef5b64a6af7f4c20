using System.Net;
using Microsoft.AspNetCore.Http;
using Vigia.Integration.Listeners.Web;
using Vigia.Testing.Listeners;
using Xunit;

namespace Vigia.Integration.Tests.Listeners.Web;

public sealed class LocalEndpointsTests
{
    [Theory]
    [InlineData("127.0.0.1", "/metrics", null, 200)]
    [InlineData("::1", "/health/ready", null, 200)]
    [InlineData("192.0.2.7", "/metrics", null, 401)]
    [InlineData("192.0.2.7", "/METRICS", null, 401)]
    [InlineData("192.0.2.7", "/health", null, 401)]
    [InlineData("192.0.2.7", "/health/live", "wrong", 401)]
    [InlineData("192.0.2.7", "/openapi/v1.json", null, 401)]
    [InlineData("192.0.2.7", "/metrics", KnownCallers.Reader, 200)]
    [InlineData("192.0.2.7", "/api/v1/messages", null, 200)]
    public async Task Invoke_Caller_NeedsCredentialsFromElsewhereOnly(string remote, string path, string? secret, int expected)
    {
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = IPAddress.Parse(remote);
        context.Request.Path = path;
        if (secret is not null)
        {
            context.Request.Headers.Authorization = $"Bearer {secret}";
        }

        await new LocalEndpoints(new KnownCallers()).InvokeAsync(context, next =>
        {
            next.Response.StatusCode = 200;
            return Task.CompletedTask;
        });

        Assert.Equal(expected, context.Response.StatusCode);
    }
}
