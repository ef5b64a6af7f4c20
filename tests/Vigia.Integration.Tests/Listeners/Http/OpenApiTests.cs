using System.Text.Json;
using Vigia.Testing.Listeners;
using Xunit;

namespace Vigia.Integration.Tests.Listeners.Http;

public sealed class OpenApiTests
{
    [Fact]
    public async Task Get_Description_HasTheEndPointWithItsBodiesAnswersAndCredentials()
    {
        await using ListenerHost host = await ListenerHost.StartAsync();
        using HttpClient client = host.CreateClient(secret: null);
        using HttpResponseMessage response = await client.GetAsync(new Uri("/openapi/v1.json", UriKind.Relative));
        JsonElement document = await response.ReadJsonAsync();

        Assert.StartsWith("3.1", document.Text("openapi"), StringComparison.Ordinal);
        JsonElement post = document.GetProperty("paths").GetProperty("/api/v1/messages").GetProperty("post");
        Assert.Contains("messages:send", post.Text("description"), StringComparison.Ordinal);
        Assert.Contains("NDJSON", post.Text("description"), StringComparison.Ordinal);
        Assert.Equal(
            ["application/json", "application/x-ndjson"],
            post.GetProperty("requestBody").GetProperty("content").EnumerateObject().Select(media => media.Name));
        Assert.Equal(
            ["202", "400", "401", "403", "409", "413", "415", "422", "429", "503"],
            post.GetProperty("responses").EnumerateObject().Select(answer => answer.Name));
        Assert.Equal(2, post.GetProperty("security").GetArrayLength());
        JsonElement schemes = document.GetProperty("components").GetProperty("securitySchemes");
        Assert.Equal("bearer", schemes.GetProperty("bearer").Text("scheme"));
        Assert.Equal("X-Api-Key", schemes.GetProperty("apiKey").Text("name"));
    }
}
