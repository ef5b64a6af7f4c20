using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Vigia.Integration.Tests.Delivery;
using Vigia.Testing;
using Xunit;

namespace Vigia.Integration.Tests.Processing;

/// <summary>The way of a message through the whole module, on its real queue.</summary>
public sealed class ModuleTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Message_Accepted_IsProcessedAndLoggedAsTheGuideSays()
    {
        await using (ModuleServer module = await ModuleServer.StartAsync(_folder.Path))
        {
            await module.EnqueueAsync("""{"id":"msg_123","type":"order.created","userId":"user_123","payload":{"a":1}}""");
            JsonElement detail = await module.WaitForAsync("msg_123", "processed");
            Assert.Equal("""{"a":1}""", detail.GetProperty("payload").GetRawText());
            Assert.Equal("store", detail.GetProperty("outputs")[0].GetProperty("destination").GetString());
        }

        string[] lines = await File.ReadAllLinesAsync(_folder["logs/integracao.log"]);
        string line = Assert.Single(lines, static line => line.Contains("\"Mensagem processada\"", StringComparison.Ordinal));
        using JsonDocument entry = JsonDocument.Parse(line);
        Assert.Equal(
            ["timestamp", "level", "service", "component", "message", "details", "context"],
            entry.RootElement.EnumerateObject().Select(static p => p.Name).Take(7));
        Assert.Equal("INFO", entry.RootElement.GetProperty("level").GetString());
        Assert.Equal("integracao", entry.RootElement.GetProperty("service").GetString());
        Assert.Equal("message_processor", entry.RootElement.GetProperty("component").GetString());
        JsonElement details = entry.RootElement.GetProperty("details");
        Assert.Equal(["message_id", "protocol", "status", "processing_time_ms"], details.EnumerateObject().Select(static p => p.Name));
        Assert.Equal("msg_123", details.GetProperty("message_id").GetString());
        Assert.Equal("http", details.GetProperty("protocol").GetString());
        Assert.Equal("success", details.GetProperty("status").GetString());
        Assert.Equal(JsonValueKind.Number, details.GetProperty("processing_time_ms").ValueKind);
        JsonElement context = entry.RootElement.GetProperty("context");
        Assert.Equal(["request_id", "user_id", "ip"], context.EnumerateObject().Select(static p => p.Name));
        Assert.Equal("user_123", context.GetProperty("user_id").GetString());
        Assert.Equal("127.0.0.1", context.GetProperty("ip").GetString());
    }

    [Fact]
    public async Task Message_RefusedByItsDestination_IsMendedAndReplayed()
    {
        await using DestinationServer server = await DestinationServer.StartAsync();
        server.Answer = context =>
        {
            context.Response.StatusCode = server.Requests.Last().Body.Contains("good", StringComparison.Ordinal) ? 200 : 422;
            return Task.CompletedTask;
        };
        await using ModuleServer module = await ModuleServer.StartAsync(_folder.Path, Route(server));
        await module.EnqueueAsync("""{"id":"a","type":"order.created","payload":{"v":"bad"}}""");
        await module.WaitForAsync("a", "dead");
        JsonElement group = (await module.GetAsync("/api/v1/dead-letters/groups"))[0];
        Assert.Equal(("delivery_http_422", 1), (group.GetProperty("errorType").GetString(), group.GetProperty("count").GetInt32()));

        (await module.SendAsync(HttpMethod.Put, "/api/v1/dead-letters/a", """{"payload":{"v":"good"}}""")).EnsureSuccessStatusCode();
        (await module.SendAsync(HttpMethod.Post, "/api/v1/dead-letters/replay", """{"errorType":"delivery_http_422"}""")).EnsureSuccessStatusCode();
        await module.WaitForAsync("a", "processed");
        Assert.Equal("""{"v":"good"}""", server.Requests.Last().Body);
        JsonElement audit = await module.GetAsync("/api/v1/audit");
        Assert.Equal(
            ["deadletter.replay", "deadletter.edit"],
            audit.EnumerateArray().Select(static entry => entry.GetProperty("action").GetString()).Take(2));
    }

    [Fact]
    public async Task Message_BreakerOpen_WaitsWithoutAnAttempt()
    {
        await using DestinationServer server = await DestinationServer.StartAsync();
        int status = 503;
        server.Answer = context =>
        {
            context.Response.StatusCode = Volatile.Read(ref status);
            return Task.CompletedTask;
        };
        await using ModuleServer module = await ModuleServer.StartAsync(_folder.Path, Route(server,
            """ "Retry":{"BaseDelay":"00:00:00.001","MaxDelay":"00:00:00.002","MaxAttempts":3}, """,
            ""","Breaker":{"MinimumThroughput":2,"BreakDuration":"00:00:01"}"""));
        await module.EnqueueAsync("""{"id":"a","type":"order.created","payload":1}""");

        // Two attempts fail and open the breaker; each of the probes after that fails once.
        await module.WaitForAsync("a", detail => detail.GetProperty("attempts").GetArrayLength() == 2
            && detail.GetProperty("summary").GetProperty("attempts").GetInt32() == 2
            && detail.GetProperty("summary").GetProperty("status").GetString() == "retrying");
        Volatile.Write(ref status, 200);
        JsonElement done = await module.WaitForAsync("a", "processed");
        Assert.Equal(3, done.GetProperty("attempts").GetArrayLength());
        Assert.Equal(3, done.GetProperty("summary").GetProperty("attempts").GetInt32());
    }

    [Fact]
    public async Task Message_WithTraceContext_ArrivesInTheSameTrace()
    {
        await using DestinationServer server = await DestinationServer.StartAsync();
        await using ModuleServer module = await ModuleServer.StartAsync(_folder.Path, Route(server));
        await module.EnqueueAsync(
            """{"id":"a","type":"order.created","payload":1}""", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        JsonElement detail = await module.WaitForAsync("a", "processed");
        Assert.Equal("0af7651916cd43dd8448eb211c80319c", detail.GetProperty("summary").GetProperty("traceId").GetString());
        Assert.StartsWith(
            "00-0af7651916cd43dd8448eb211c80319c-", Assert.Single(server.Requests).Headers["traceparent"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stop_MessageInHand_IsFinishedFirst()
    {
        await using DestinationServer server = await DestinationServer.StartAsync();
        var begun = new TaskCompletionSource();
        var go = new TaskCompletionSource();
        server.Answer = async _ =>
        {
            begun.TrySetResult();
            await go.Task;
        };
        await using (ModuleServer module = await ModuleServer.StartAsync(_folder.Path, Route(server)))
        {
            await module.EnqueueAsync("""{"id":"a","type":"order.created","payload":1}""");
            await begun.Task.WaitAsync(TimeSpan.FromSeconds(20));
            Task stop = module.App.StopAsync();
            Assert.False(stop.IsCompleted);
            go.SetResult();
            await stop.WaitAsync(TimeSpan.FromSeconds(25));
        }

        await using ModuleServer again = await ModuleServer.StartAsync(_folder.Path, Route(server));
        await again.WaitForAsync("a", "processed");
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Stop_MessageHangs_IsProcessedAfterTheRestart()
    {
        await using DestinationServer server = await DestinationServer.StartAsync();
        var begun = new TaskCompletionSource();
        server.Answer = context =>
        {
            if (begun.TrySetResult())
            {
                return Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted);
            }

            return Task.CompletedTask;
        };
        int code = Environment.ExitCode;
        await using (ModuleServer module = await ModuleServer.StartAsync(
            _folder.Path, Route(server).Insert(1, """ "Lifecycle":{"DrainTimeout":"00:00:02","HostReserve":"00:00:01"}, """)))
        {
            await module.EnqueueAsync("""{"id":"a","type":"order.created","payload":1}""");
            await begun.Task.WaitAsync(TimeSpan.FromSeconds(20));
        }

        Assert.Equal(1, Environment.ExitCode);
        Environment.ExitCode = code;
        await using ModuleServer again = await ModuleServer.StartAsync(_folder.Path, Route(server));
        JsonElement detail = await again.WaitForAsync("a", "processed");
        Assert.Equal(2, server.Requests.Count);
        Assert.Equal(1, detail.GetProperty("summary").GetProperty("attempts").GetInt32());
    }

    [Fact]
    public async Task Erase_User_LeavesNothingOfThem()
    {
        await using ModuleServer module = await ModuleServer.StartAsync(_folder.Path);
        await module.EnqueueAsync("""{"id":"a","type":"order.created","userId":"ana","payload":{"secret":"of ana"}}""");
        await module.WaitForAsync("a", "processed");
        using HttpResponseMessage erased = await module.SendAsync(HttpMethod.Delete, "/api/v1/users/ana/messages");
        Assert.Equal("""{"messages":1}""", await erased.Content.ReadAsStringAsync());
        JsonElement detail = await module.GetAsync("/api/v1/messages/a");
        Assert.DoesNotContain("ana", detail.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain("127.0.0.1", detail.GetRawText(), StringComparison.Ordinal);
    }

    private static string Route(DestinationServer server, string more = "", string destination = "") =>
        $$$$"""{"Processing":{ {{{{more}}}} "Routes":[{"Name":"out","Destinations":[{"Kind":"http","Name":"api","Url":"{{{{server.Url}}}}/"{{{{destination}}}}}]}]}}""";
}
