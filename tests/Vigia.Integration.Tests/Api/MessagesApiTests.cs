using System.Globalization;
using System.Net;
using System.Text.Json;
using Vigia.Integration.Access;
using Vigia.Integration.Tests.Processing;
using Vigia.Model.Messages;
using Vigia.Model.Modules;
using Xunit;

namespace Vigia.Integration.Tests.Api;

public sealed class MessagesApiTests
{
    [Fact]
    public async Task Search_Filters_AreHandedOn()
    {
        await using ApiServer server = await ApiServer.StartAsync();
        server.Queue.AddDead(Samples.Message("a") with { UserId = "ana" }, "schema_violation");
        server.Queue.AddDead(Samples.Message("b", type: "invoice") with { UserId = "bia", Protocol = "mqtt" }, "delivery_http_404");
        async Task<string[]> Ids(string query)
        {
            MessagePage page = JsonSerializer.Deserialize(
                await server.GetAsync($"/api/v1/messages?{query}", Scopes.ReadMessages), ModuleJsonContext.Default.MessagePage)!;
            return [.. page.Items.Select(static item => item.Id).Order(StringComparer.Ordinal)];
        }

        Assert.Equal(["a", "b"], await Ids(""));
        Assert.Equal(["a"], await Ids("id=a"));
        Assert.Equal(["b"], await Ids("type=invoice"));
        Assert.Equal(["a", "b"], await Ids("status=dead"));
        Assert.Empty(await Ids("status=processed"));
        Assert.Equal(["b"], await Ids("protocol=mqtt"));
        Assert.Equal(["a"], await Ids("userId=ana"));
        Assert.Equal(["b"], await Ids("errorType=delivery_http_404"));
        Assert.Equal(["a", "b"], await Ids("from=2023-12-31T00:00:00Z&to=2024-01-02"));
        Assert.Empty(await Ids("from=2024-01-01T00:00:01Z"));
        Assert.Single(await Ids("limit=1"));
    }

    [Theory]
    [InlineData("status=nope", "status")]
    [InlineData("status=3", "status")]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=1001", "limit")]
    [InlineData("limit=x", "limit")]
    [InlineData("traceId=xyz", "traceId")]
    [InlineData("from=yesterday", "from")]
    [InlineData("from=2024-01-02&to=2024-01-01", "to")]
    public async Task Search_BadParameter_IsAProblemThatNamesIt(string query, string field)
    {
        await using ApiServer server = await ApiServer.StartAsync();
        using HttpResponseMessage response = await server.SendAsync(HttpMethod.Get, $"/api/v1/messages?{query}", Scopes.ReadMessages);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        using JsonDocument problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        Assert.True(problem.RootElement.GetProperty("errors").TryGetProperty(field, out _));
    }

    [Theory]
    [InlineData("from=2024-01-01T10:07:00Z&to=2024-01-01T12:00:00Z", "2024-01-01T10:06:00Z", 120)]
    [InlineData("from=2024-01-01T10:07:00Z&to=2024-01-01T12:00:00Z&step=3600", "2024-01-01T10:00:00Z", 3600)]
    [InlineData("to=2024-01-02T00:00:00Z", "2024-01-01T00:00:00Z", 1800)]
    [InlineData("from=2014-01-01T00:00:00Z&to=2024-01-01T00:00:00Z", "2013-11-19T00:00:00Z", 5258880)]
    public async Task Count_Window_BeginsOnAWholeStep(string query, string from, int step)
    {
        await using ApiServer server = await ApiServer.StartAsync();
        MessageCounts counts = JsonSerializer.Deserialize(
            await server.GetAsync($"/api/v1/messages/counts?{query}", Scopes.ReadMessages), ModuleJsonContext.Default.MessageCounts)!;
        Assert.Equal(step, counts.StepSeconds);
        if (step < 86_400)
        {
            Assert.Equal(DateTimeOffset.Parse(from, CultureInfo.InvariantCulture), counts.From);
        }
    }

    [Theory]
    [InlineData("from=2024-01-01&to=2024-01-02&step=60", "step")]
    [InlineData("step=0", "step")]
    [InlineData("status=nope", "status")]
    public async Task Count_BadParameter_IsAProblemThatNamesIt(string query, string field)
    {
        await using ApiServer server = await ApiServer.StartAsync();
        using HttpResponseMessage response = await server.SendAsync(HttpMethod.Get, $"/api/v1/messages/counts?{query}", Scopes.ReadMessages);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        using JsonDocument problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        Assert.True(problem.RootElement.GetProperty("errors").TryGetProperty(field, out _));
    }

    [Fact]
    public async Task Timeline_DeadLetterThatWasEditedAndReplayed_TellsWhoDidWhat()
    {
        await using ApiServer server = await ApiServer.StartAsync();
        server.Queue.AddDead(Samples.Message("a"), "schema_violation");
        const string write = $"{Scopes.WriteDeadLetters},{Scopes.ActAs}";
        using HttpResponseMessage edit = await server.SendAsync(HttpMethod.Put, "/api/v1/dead-letters/a", write, """{"payload":{"total":5}}""", actor: "maria");
        using HttpResponseMessage replay = await server.SendAsync(HttpMethod.Post, "/api/v1/dead-letters/a/replay", write, actor: "joão");
        await server.Queue.WaitForAsync("a", MessageStatus.Processed);

        MessageTimeline timeline = JsonSerializer.Deserialize(
            await server.GetAsync("/api/v1/messages/a/timeline", Scopes.ReadMessages), ModuleJsonContext.Default.MessageTimeline)!;

        Assert.Equal(MessageStatus.Processed, timeline.Status);
        Assert.Equal(
            ["Received", "Attempt permanent", "Edited maria", "Replayed joão", "Attempt success"],
            timeline.Events.Where(static each => each.Kind is not (TimelineEventKind.Output or TimelineEventKind.Sent))
                .Select(static each => $"{each.Kind} {each.Outcome}{each.Actor}".TrimEnd()));
        using HttpResponseMessage missing = await server.SendAsync(HttpMethod.Get, "/api/v1/messages/b/timeline", Scopes.ReadMessages);
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
    }

    [Fact]
    public async Task Retry_NotRetryingOrUnknown_IsAProblem()
    {
        await using ApiServer server = await ApiServer.StartAsync();
        server.Queue.AddDead(Samples.Message("a"), "x");
        using HttpResponseMessage dead = await server.SendAsync(HttpMethod.Post, "/api/v1/messages/a/retry", Scopes.WriteDeadLetters);
        using HttpResponseMessage missing = await server.SendAsync(HttpMethod.Post, "/api/v1/messages/b/retry", Scopes.WriteDeadLetters);
        Assert.Equal((HttpStatusCode.Conflict, HttpStatusCode.NotFound), (dead.StatusCode, missing.StatusCode));
    }

    [Fact]
    public async Task Search_ForeignCursor_IsAProblem()
    {
        await using ApiServer server = await ApiServer.StartAsync();
        using HttpResponseMessage response = await server.SendAsync(HttpMethod.Get, "/api/v1/messages?cursor=zz", Scopes.ReadMessages);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task Get_Message_ShowsPayloadAsJsonWithFieldsMasked()
    {
        await using ApiServer server = await ApiServer.StartAsync("""{"Api":{"MaskFields":["CPF","x-secret"]}}""");
        server.Queue.Add(Samples.Message("m", """{"name":"Ana","cpf":"123","in":[{"Cpf":{"n":1}}]}""") with
        {
            Headers = new Dictionary<string, string> { ["X-Secret"] = "s", ["region"] = "eu" },
        });
        await server.Queue.WaitForAsync("m", MessageStatus.Processed);
        using JsonDocument detail = JsonDocument.Parse(await server.GetAsync("/api/v1/messages/m", Scopes.ReadMessages));
        Assert.Equal("""{"name":"Ana","cpf":"***","in":[{"Cpf":"***"}]}""", detail.RootElement.GetProperty("payload").GetRawText());
        Assert.Equal("""{"name":"Ana","cpf":"***","in":[{"Cpf":"***"}]}""", detail.RootElement.GetProperty("outputs")[0].GetProperty("payload").GetRawText());
        Assert.Equal("***", detail.RootElement.GetProperty("headers").GetProperty("X-Secret").GetString());
        Assert.Equal("eu", detail.RootElement.GetProperty("headers").GetProperty("region").GetString());
        Assert.Equal("processed", detail.RootElement.GetProperty("summary").GetProperty("status").GetString());
        Assert.Equal("success", detail.RootElement.GetProperty("attempts")[0].GetProperty("outcome").GetString());
    }

    [Fact]
    public async Task Get_Unknown_IsNotFound()
    {
        await using ApiServer server = await ApiServer.StartAsync();
        using HttpResponseMessage response = await server.SendAsync(HttpMethod.Get, "/api/v1/messages/x", Scopes.ReadMessages);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Erase_User_RemovesTheirsAndIsAudited()
    {
        await using ApiServer server = await ApiServer.StartAsync();
        server.Queue.AddDead(Samples.Message("a") with { UserId = "ana b" }, "x");
        server.Queue.AddDead(Samples.Message("b") with { UserId = "bia" }, "x");
        using HttpResponseMessage response = await server.SendAsync(
            HttpMethod.Delete, "/api/v1/users/ana%20b/messages", $"{Scopes.EraseMessages},{Scopes.ActAs}", actor: "maria");
        Assert.Equal("""{"messages":1}""", await response.Content.ReadAsStringAsync());
        AuditEntry entry = Assert.Single(await server.Queue.ReadAsync(10, CancellationToken.None));
        Assert.Equal(("user.erase", "ana b", "maria", "key:console"), (entry.Action, entry.Target, entry.Actor, entry.Subject));
    }

    [Fact]
    public async Task Queue_AndRoutes_TellHowItStands()
    {
        await using ApiServer server = await ApiServer.StartAsync("""
            {"Processing":{"Routes":[{"Name":"r","Match":{"Type":"x.*"},"Steps":[{"Kind":"filter","Path":"$.a","Op":"exists"}],
              "Destinations":[{"Kind":"http","Name":"api","Url":"http://127.0.0.1:9/"}]}]}}
            """);
        server.Queue.AddDead(Samples.Message("a"), "x");
        QueueStatus queue = JsonSerializer.Deserialize(await server.GetAsync("/api/v1/queue", Scopes.ReadMessages), ModuleJsonContext.Default.QueueStatus)!;
        Assert.Equal((0, 1000, 1, false), (queue.Size, queue.Capacity, queue.DeadLetters, queue.Draining));
        Assert.Null(queue.OldestAgeSeconds);
        string routes = await server.GetAsync("/api/v1/routes", Scopes.ReadMessages);
        Assert.StartsWith(
            """[{"name":"r","type":"x.*","steps":["filter"],"destinations":[{"name":"api","kind":"http","breaker":"closed"}],"workers":16,"inWork":0}""",
            routes, StringComparison.Ordinal);
    }
}
