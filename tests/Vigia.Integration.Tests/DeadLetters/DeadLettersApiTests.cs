using System.Net;
using System.Text.Json;
using Vigia.Integration.Access;
using Vigia.Integration.Tests.Api;
using Vigia.Integration.Tests.Processing;
using Vigia.Model.Messages;
using Xunit;

namespace Vigia.Integration.Tests.DeadLetters;

public sealed class DeadLettersApiTests
{
    private const string Write = $"{Scopes.WriteDeadLetters},{Scopes.ActAs}";

    [Fact]
    public async Task List_AndGroups_ShowOnlyTheDead()
    {
        await using ApiServer server = await ApiServer.StartAsync();
        server.Queue.AddDead(Samples.Message("a"), "schema_violation");
        server.Queue.AddDead(Samples.Message("b"), "schema_violation");
        server.Queue.AddDead(Samples.Message("c"), "delivery_http_404");
        server.Queue.Add(Samples.Message("d"));
        await server.Queue.WaitForAsync("d", MessageStatus.Processed);

        MessagePage page = JsonSerializer.Deserialize(await server.GetAsync("/api/v1/dead-letters", Scopes.ReadDeadLetters), ModuleJsonContext.Default.MessagePage)!;
        Assert.Equal(["a", "b", "c"], page.Items.Select(static item => item.Id).Order(StringComparer.Ordinal));
        page = JsonSerializer.Deserialize(
            await server.GetAsync("/api/v1/dead-letters?errorType=delivery_http_404", Scopes.ReadDeadLetters), ModuleJsonContext.Default.MessagePage)!;
        Assert.Equal("c", Assert.Single(page.Items).Id);

        IReadOnlyList<DeadLetterGroup> groups = JsonSerializer.Deserialize(
            await server.GetAsync("/api/v1/dead-letters/groups", Scopes.ReadDeadLetters), ModuleJsonContext.Default.IReadOnlyListDeadLetterGroup)!;
        Assert.Equal(2, groups.Single(static group => group.ErrorType == "schema_violation").Count);

        using JsonDocument detail = JsonDocument.Parse(await server.GetAsync("/api/v1/dead-letters/a", Scopes.ReadDeadLetters));
        Assert.Equal("refused", detail.RootElement.GetProperty("attempts")[0].GetProperty("error").GetString());
        using HttpResponseMessage alive = await server.SendAsync(HttpMethod.Get, "/api/v1/dead-letters/d", Scopes.ReadDeadLetters);
        Assert.Equal(HttpStatusCode.NotFound, alive.StatusCode);
    }

    [Fact]
    public async Task Edit_ThenReplay_ProcessesTheNewPayload()
    {
        await using ApiServer server = await ApiServer.StartAsync("""{"Api":{"MaskFields":["card"]}}""");
        server.Queue.AddDead(Samples.Message("a", """{"total":"x","pay":{"card":"4111"}}"""), "schema_violation");
        using HttpResponseMessage edit = await server.SendAsync(
            HttpMethod.Put, "/api/v1/dead-letters/a", Write, """{"payload":{"total":5,"pay":{"card":"***"}},"type":"order.fixed"}""", actor: "maria");
        Assert.Equal(HttpStatusCode.NoContent, edit.StatusCode);
        using HttpResponseMessage replay = await server.SendAsync(HttpMethod.Post, "/api/v1/dead-letters/a/replay", Write, actor: "maria");
        Assert.Equal("""{"count":1,"ids":["a"]}""", await replay.Content.ReadAsStringAsync());

        MessageDetail detail = await server.Queue.WaitForAsync("a", MessageStatus.Processed);
        Assert.Equal("""{"total":5,"pay":{"card":"4111"}}""", Samples.Text(detail.Outputs[0].Payload));
        Assert.Equal("order.fixed", detail.Summary.Type);

        using JsonDocument audit = JsonDocument.Parse(await server.GetAsync("/api/v1/audit", Scopes.ReadAudit));
        Assert.Equal(
            ["deadletter.replay a maria key:console", "deadletter.edit a maria key:console"],
            audit.RootElement.EnumerateArray().Select(static entry =>
                $"{entry.GetProperty("action")} {entry.GetProperty("target")} {entry.GetProperty("actor")} {entry.GetProperty("subject")}"));
        Assert.DoesNotContain("4111", audit.RootElement.GetRawText(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("{\"type\":\"x\"}")]
    [InlineData("{\"payload\":{")]
    [InlineData("{\"payload\":1,\"typ\":\"x\"}")]
    [InlineData("{\"payload\":1,\"type\":\"a b\"}")]
    public async Task Edit_BadBody_IsAProblem(string body)
    {
        await using ApiServer server = await ApiServer.StartAsync();
        server.Queue.AddDead(Samples.Message("a"), "x");
        using HttpResponseMessage response = await server.SendAsync(HttpMethod.Put, "/api/v1/dead-letters/a", Write, body);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal("{}", Samples.Text((await server.Queue.GetAsync("a", CancellationToken.None))!.Payload));
    }

    [Fact]
    public async Task Edit_TooLarge_IsAProblem()
    {
        await using ApiServer server = await ApiServer.StartAsync("""{"Api":{"MaxBodyBytes":2048}}""");
        server.Queue.AddDead(Samples.Message("a"), "x");
        using HttpResponseMessage response = await server.SendAsync(
            HttpMethod.Put, "/api/v1/dead-letters/a", Write, $"{{\"payload\":\"{new string('x', 4096)}\"}}");
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }

    [Fact]
    public async Task Replay_ByFilter_TakesOnlyWhatFits()
    {
        await using ApiServer server = await ApiServer.StartAsync();
        server.Queue.AddDead(Samples.Message("a"), "delivery_http_503");
        server.Queue.AddDead(Samples.Message("b", type: "invoice"), "delivery_http_503");
        server.Queue.AddDead(Samples.Message("c"), "schema_violation");
        using HttpResponseMessage response = await server.SendAsync(
            HttpMethod.Post, "/api/v1/dead-letters/replay", Write, """{"errorType":"delivery_http_503","type":"order.created"}""");
        Assert.Equal("""{"count":1,"ids":["a"]}""", await response.Content.ReadAsStringAsync());
        await server.Queue.WaitForAsync("a", MessageStatus.Processed);
        Assert.Equal(MessageStatus.Dead, (await server.Queue.GetAsync("b", CancellationToken.None))!.Summary.Status);
        AuditEntry entry = Assert.Single(await server.Queue.ReadAsync(10, CancellationToken.None));
        Assert.Equal("""{"all":false,"type":"order.created","errorType":"delivery_http_503"}""", entry.Target);
    }

    [Theory]
    [InlineData("replay", "{}")]
    [InlineData("discard", "{}")]
    [InlineData("replay", "{\"all\":false}")]
    [InlineData("discard", "{\"all\":true,\"type\":\"x\"}")]
    [InlineData("discard", "{\"typ\":\"x\"}")]
    [InlineData("discard", "")]
    public async Task Bulk_SelectionIsEmptyOrUnclear_ChangesNothing(string action, string body)
    {
        await using ApiServer server = await ApiServer.StartAsync();
        server.Queue.AddDead(Samples.Message("a"), "x");
        using HttpResponseMessage response = await server.SendAsync(HttpMethod.Post, $"/api/v1/dead-letters/{action}", Write, body);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(MessageStatus.Dead, (await server.Queue.GetAsync("a", CancellationToken.None))!.Summary.Status);
        Assert.Empty(await server.Queue.ReadAsync(10, CancellationToken.None));
    }

    [Fact]
    public async Task Discard_OneThenAll_EndsThem()
    {
        await using ApiServer server = await ApiServer.StartAsync();
        foreach (string id in new[] { "a", "b", "c" })
        {
            server.Queue.AddDead(Samples.Message(id), "x");
        }

        using HttpResponseMessage one = await server.SendAsync(HttpMethod.Post, "/api/v1/dead-letters/a/discard", Write);
        Assert.Equal("""{"count":1,"ids":["a"]}""", await one.Content.ReadAsStringAsync());
        using HttpResponseMessage again = await server.SendAsync(HttpMethod.Post, "/api/v1/dead-letters/a/discard", Write);
        Assert.Equal(HttpStatusCode.NotFound, again.StatusCode);
        using HttpResponseMessage all = await server.SendAsync(HttpMethod.Post, "/api/v1/dead-letters/discard", Write, """{"all":true}""");
        Assert.Equal("""{"count":2,"ids":["b","c"]}""", await all.Content.ReadAsStringAsync());
        Assert.Equal(MessageStatus.Discarded, (await server.Queue.GetAsync("c", CancellationToken.None))!.Summary.Status);
    }
}
