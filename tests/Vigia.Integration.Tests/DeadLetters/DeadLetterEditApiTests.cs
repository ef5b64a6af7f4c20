using System.Net;
using System.Text.Json;
using Vigia.Integration.Access;
using Vigia.Integration.Messages.Schemas;
using Vigia.Integration.Tests.Api;
using Vigia.Integration.Tests.Processing;
using Vigia.Model.Messages;
using Vigia.Model.Modules;
using Xunit;

namespace Vigia.Integration.Tests.DeadLetters;

public sealed class DeadLetterEditApiTests
{
    private const string Letter = "/api/v1/dead-letters/a";

    private static readonly string Write = $"{Scopes.WriteDeadLetters},{Scopes.ReadDeadLetters}";

    [Fact]
    public async Task Edit_OfAVersionThatIsGone_Is412AndWritesNothing()
    {
        await using ApiServer server = await ApiServer.StartAsync();
        server.Queue.AddDead(Samples.Message("a"), "x");
        using HttpResponseMessage read = await server.SendAsync(HttpMethod.Get, Letter, Write);
        string version = read.Headers.ETag!.Tag;
        MessageDetail detail = JsonSerializer.Deserialize(await read.Content.ReadAsStringAsync(), ModuleJsonContext.Default.MessageDetail)!;
        Assert.Equal(version, detail.Version);

        using HttpResponseMessage first = await server.SendAsync(HttpMethod.Put, Letter, Write, """{"payload":1}""", version: version);
        using HttpResponseMessage second = await server.SendAsync(HttpMethod.Put, Letter, Write, """{"payload":2}""", version: version);

        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.PreconditionFailed), (first.StatusCode, second.StatusCode));
        Assert.Equal("1", Samples.Text((await server.Queue.GetAsync("a", CancellationToken.None))!.Payload));
        using HttpResponseMessage third = await server.SendAsync(HttpMethod.Put, Letter, Write, """{"payload":3}""", version: first.Headers.ETag!.Tag);
        using HttpResponseMessage any = await server.SendAsync(HttpMethod.Put, Letter, Write, """{"payload":4}""", version: "*");
        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NoContent), (third.StatusCode, any.StatusCode));
    }

    [Theory]
    [InlineData("x")]
    [InlineData("\"a\", \"b\"")]
    [InlineData("W/\"a\"")]
    public async Task Edit_IfMatchNamesNoOneVersion_IsAProblem(string version)
    {
        await using ApiServer server = await ApiServer.StartAsync();
        server.Queue.AddDead(Samples.Message("a"), "x");
        using HttpResponseMessage response = await server.SendAsync(HttpMethod.Put, Letter, Write, """{"payload":1}""", version: version);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task Edit_AgainstTheSchema_IsRefusedWithEachPlaceUnlessItIsIgnored()
    {
        await using ApiServer server = await ApiServer.StartAsync(schemas: await SchemasAsync());
        server.Queue.AddDead(Samples.Message("a"), "schema_violation");

        using HttpResponseMessage checkedAnswer = await server.SendAsync(HttpMethod.Post, Letter + "/check", Write, """{"payload":{"total":"x"}}""");
        DeadLetterCheck check = JsonSerializer.Deserialize(await checkedAnswer.Content.ReadAsStringAsync(), ModuleJsonContext.Default.DeadLetterCheck)!;
        Assert.Equal((false, true), (check.IsValid, check.HasSchema));
        Assert.Contains("$.total", check.Errors.Keys);

        using HttpResponseMessage refused = await server.SendAsync(HttpMethod.Put, Letter, Write, """{"payload":{"total":"x"}}""");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        using JsonDocument problem = JsonDocument.Parse(await refused.Content.ReadAsStringAsync());
        Assert.True(problem.RootElement.GetProperty("errors").TryGetProperty("$.total", out _));
        Assert.Equal("{}", Samples.Text((await server.Queue.GetAsync("a", CancellationToken.None))!.Payload));
        Assert.Empty(await server.Queue.ReadAsync(10, CancellationToken.None));

        using HttpResponseMessage other = await server.SendAsync(HttpMethod.Put, Letter, Write, """{"payload":{"total":"x"},"type":"other"}""");
        using HttpResponseMessage right = await server.SendAsync(HttpMethod.Put, Letter, Write, """{"payload":{"total":1},"type":"order.created"}""");
        using HttpResponseMessage ignored = await server.SendAsync(HttpMethod.Put, Letter, Write, """{"payload":{"total":"y"},"ignoreSchema":true}""");
        Assert.All([other, right, ignored], static answer => Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode));
        Assert.EndsWith("schema ignored", (await server.Queue.ReadAsync(1, CancellationToken.None))[0].Details, StringComparison.Ordinal);
    }

    private static async Task<Dictionary<string, MessageSchema>> SchemasAsync() => new()
    {
        ["order.created"] = await MessageSchema.ParseAsync(
            "order.json", """{"type":"object","properties":{"total":{"type":"number"}}}""", CancellationToken.None),
    };
}
