using System.Net;
using System.Text.Json;
using Vigia.Integration.Admission.Schemas;
using Vigia.Integration.Messages.Schemas;
using Vigia.Integration.Tests.Listeners.Http;
using Vigia.Model.Messages;
using Vigia.Testing;
using Vigia.Testing.Listeners;
using Xunit;

namespace Vigia.Integration.Tests.Admission;

public sealed class MessageSchemasTests : IDisposable
{
    private const string Schema = """
        {"$schema":"http://json-schema.org/draft-07/schema#","type":"object","required":["total"],
         "properties":{"total":{"type":"number","minimum":0},"items":{"type":"array","items":{"type":"object","required":["sku"]}}}}
        """;

    private readonly TemporaryDirectory _directory = new();

    public MessageSchemasTests() => File.WriteAllText(_directory["order.json"], Schema);

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Post_PayloadThatTheSchemaRefuses_Is422WithPaths()
    {
        await using ListenerHost host = await StartAsync();
        using HttpClient client = host.CreateClient();
        using HttpResponseMessage response = await PostAsync(client, "order.created", """{"total":-1,"items":[{"sku":"a"},{}]}""");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        JsonElement problem = await response.ReadJsonAsync();
        Assert.Equal("schema_violation", problem.Text("code"));
        List<string> paths = [.. problem.GetProperty("errors").EnumerateArray().Select(error => error.Text("path")).Order(StringComparer.Ordinal)];
        Assert.Contains("$.total", paths);
        Assert.Contains(paths, path => path.StartsWith("$.items[1]", StringComparison.Ordinal));
        Assert.Equal(MessageStatus.Rejected, Assert.Single(host.Store.Noted).Status);
        Assert.Empty(host.Queue.Messages);
    }

    [Theory]
    [InlineData("order.created", """{"total":1}""", HttpStatusCode.Accepted)]
    [InlineData("order.updated", "{}", HttpStatusCode.UnprocessableEntity)]
    [InlineData("order.updated.eu", "{}", HttpStatusCode.UnprocessableEntity)]
    [InlineData("urn:order", "{}", HttpStatusCode.UnprocessableEntity)]
    [InlineData("user.created", "{}", HttpStatusCode.Accepted)]
    public async Task Post_Type_GoesByItsOwnSchemaOrItsPrefix(string type, string payload, HttpStatusCode expected)
    {
        await using ListenerHost host = await StartAsync(("Admission:Schemas:order.updated*", "order.json"), ("Admission:Schemas:urn:order", "order.json"));
        using HttpClient client = host.CreateClient();
        using HttpResponseMessage response = await PostAsync(client, type, payload);

        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public async Task Post_ManyViolations_AreBounded()
    {
        await using ListenerHost host = await StartAsync();
        using HttpClient client = host.CreateClient();
        using HttpResponseMessage response = await PostAsync(
            client, "order.created", $$"""{"total":1,"items":[{{string.Join(',', Enumerable.Repeat("{}", 500))}}]}""");

        Assert.Equal(20, (await response.ReadJsonAsync()).GetProperty("errors").GetArrayLength());
    }

    [Fact]
    public async Task Reload_ChangedFile_CountsFromThenOn()
    {
        await using ListenerHost host = await StartAsync();
        using HttpClient client = host.CreateClient();
        await File.WriteAllTextAsync(_directory["order.json"], """{"type":"string"}""", TestContext.Current.CancellationToken);

        Assert.True(await host.Get<MessageSchemas>().ReloadAsync(TestContext.Current.CancellationToken));
        using HttpResponseMessage response = await PostAsync(client, "order.created", "\"text\"");
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
    }

    [Fact]
    public async Task Reload_BrokenFile_KeepsTheSchemaAndNamesTheFile()
    {
        await using ListenerHost host = await StartAsync();
        using HttpClient client = host.CreateClient();
        await File.WriteAllTextAsync(_directory["order.json"], "{ broken", TestContext.Current.CancellationToken);

        Assert.False(await host.Get<MessageSchemas>().ReloadAsync(TestContext.Current.CancellationToken));
        using HttpResponseMessage response = await PostAsync(client, "order.created", "{}");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        Assert.Contains(host.Log.Lines, line => line.Message.Contains(_directory["order.json"], StringComparison.Ordinal));
        Assert.Equal(1, host.Metrics.Errors.WithLabels("schema_file", "admission").Value);
    }

    [Fact]
    public async Task Start_BadFiles_FailsAndNamesAllOfThem()
    {
        File.WriteAllText(_directory["broken.json"], "[");
        SchemaException error = await Assert.ThrowsAsync<SchemaException>(() =>
            StartAsync(("Admission:Schemas:a", "broken.json"), ("Admission:Schemas:b", "missing.json"), ("Admission:Schemas:c d", "order.json")));

        Assert.Contains("broken.json", error.Message, StringComparison.Ordinal);
        Assert.Contains("missing.json", error.Message, StringComparison.Ordinal);
        Assert.Contains("Admission:Schemas:c d", error.Message, StringComparison.Ordinal);
    }

    private static Task<HttpResponseMessage> PostAsync(HttpClient client, string type, string payload) =>
        client.PostAsync(HttpMessages.Path, HttpMessages.Json($$"""{"type":"{{type}}","payload":{{payload}}}"""));

    private Task<ListenerHost> StartAsync(params (string Key, string Value)[] settings) => ListenerHost.StartAsync(
        [
            new("Admission:Schemas:order.created", "order.json"),
            .. settings.Select(setting => KeyValuePair.Create<string, string?>(setting.Key, setting.Value)),
        ],
        _directory.Path);
}
