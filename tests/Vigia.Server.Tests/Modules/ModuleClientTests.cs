using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using Vigia.Model.Health;
using Vigia.Model.Messages;
using Vigia.Model.Modules;
using Vigia.Server.Modules;
using Xunit;

namespace Vigia.Server.Tests.Modules;

public sealed class ModuleClientTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SearchMessages_EveryFilter_IsWrittenIntoTheQuery()
    {
        await using ScriptedModule module = await ScriptedModule.StartAsync();
        module.AnswerWith(200, """{"items":[],"next":"c2"}""");

        ModuleResult<MessagePage> page = await module.Client.SearchMessagesAsync(
            new MessageFilter
            {
                Text = "a&b ç",
                IdPrefix = "msg_",
                Status = MessageStatus.Dead,
                TraceId = "0af7651916cd43dd8448eb211c80319c",
                From = new DateTimeOffset(2024, 1, 1, 3, 0, 0, TimeSpan.FromHours(3)),
                Limit = 7,
                Cursor = "c1",
            },
            Cancellation);

        Assert.True(page.IsSuccess);
        Assert.Equal("c2", page.Value.Next);
        Assert.True(module.Received.TryDequeue(out ScriptedModule.ReceivedRequest? request));
        Assert.Equal(
            "GET /api/v1/messages?idPrefix=msg_&text=a%26b%20%C3%A7&status=dead&traceId=0af7651916cd43dd8448eb211c80319c"
            + "&from=2024-01-01T00%3A00%3A00.000000Z&limit=7&cursor=c1",
            request.Line);
        Assert.Equal("Bearer vk_first", request.Authorization);
        Assert.Null(request.Actor);
        Assert.Equal(1, module.Requests("Success"));
    }

    [Fact]
    public async Task ReadMessages_SeveralPages_FollowsTheCursorToTheEnd()
    {
        await using ScriptedModule module = await ScriptedModule.StartAsync();
        module.Answer = context => context.Response.WriteAsync(
            context.Request.QueryString.Value!.Contains("cursor=c2", StringComparison.Ordinal) ? """{"items":[]}""" : """{"items":[],"next":"c2"}""");

        var pages = new List<ModuleResult<MessagePage>>();
        await foreach (ModuleResult<MessagePage> page in module.Client.ReadMessagesAsync(new MessageFilter(), Cancellation))
        {
            pages.Add(page);
        }

        Assert.Equal(2, pages.Count);
        Assert.All(pages, static page => Assert.True(page.IsSuccess));
    }

    [Theory]
    [InlineData(400, ModuleErrorKind.Invalid)]
    [InlineData(401, ModuleErrorKind.Unauthorized)]
    [InlineData(403, ModuleErrorKind.Forbidden)]
    [InlineData(404, ModuleErrorKind.NotFound)]
    [InlineData(409, ModuleErrorKind.Conflict)]
    [InlineData(412, ModuleErrorKind.Changed)]
    [InlineData(413, ModuleErrorKind.Invalid)]
    [InlineData(422, ModuleErrorKind.Invalid)]
    [InlineData(429, ModuleErrorKind.Busy)]
    [InlineData(500, ModuleErrorKind.Failed)]
    [InlineData(502, ModuleErrorKind.Failed)]
    [InlineData(503, ModuleErrorKind.Busy)]
    [InlineData(302, ModuleErrorKind.Failed)]
    public async Task Answer_IsAnError_HasItsKindAndText(int status, ModuleErrorKind kind)
    {
        await using ScriptedModule module = await ScriptedModule.StartAsync();
        module.AnswerWith(
            status, """{"detail":"Because.","code":"why","errors":{"$.total":"Property required."}}""", "application/problem+json");

        ModuleResult<QueueStatus> result = await module.Client.GetQueueAsync(Cancellation);

        Assert.False(result.IsSuccess);
        Assert.Equal((kind, status, "why"), (result.Error.Kind, result.Error.Status, result.Error.Code));
        Assert.Equal("Property required.", result.Error.Fields["$.total"]);
        Assert.Contains(kind == ModuleErrorKind.Unauthorized ? "key" : "Because.", result.Error.Message, StringComparison.Ordinal);
        Assert.Equal(1, module.Requests(kind.ToString()));
    }

    [Theory]
    [InlineData("<html>")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{\"size\":\"x\"}")]
    [InlineData("")]
    public async Task Answer_CannotBeRead_IsAFailure(string body)
    {
        await using ScriptedModule module = await ScriptedModule.StartAsync();
        module.AnswerWith(200, body);

        Assert.Equal(ModuleErrorKind.Failed, (await module.Client.GetQueueAsync(Cancellation)).Error!.Kind);
        module.AnswerWith(400, body);
        Assert.Equal(ModuleErrorKind.Invalid, (await module.Client.GetQueueAsync(Cancellation)).Error!.Kind);
    }

    [Fact]
    public async Task Answer_IsLargerThanAllowed_IsAFailureThatSaysSo()
    {
        await using ScriptedModule module = await ScriptedModule.StartAsync();
        byte[] part = new byte[1024 * 1024];
        module.Answer = async context =>
        {
            for (int i = 0; i < 40 && !context.RequestAborted.IsCancellationRequested; i++)
            {
                await context.Response.Body.WriteAsync(part, CancellationToken.None);
            }
        };

        ModuleError error = (await module.Client.GetQueueAsync(Cancellation)).Error!;

        Assert.Equal(ModuleErrorKind.Failed, error.Kind);
        Assert.Contains("32 MiB", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Module_IsDown_IsUnreachable()
    {
        await using ScriptedModule module = await ScriptedModule.StartAsync(isUp: false);

        ModuleError error = (await module.Client.GetQueueAsync(Cancellation)).Error!;

        Assert.Equal(ModuleErrorKind.Unreachable, error.Kind);
        Assert.Contains(module.Client.Address.ToString(), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Module_Hangs_TimesOutAndCancellationThrows()
    {
        var time = new FakeTimeProvider();
        await using ScriptedModule module = await ScriptedModule.StartAsync(time);
        var arrived = new SemaphoreSlim(0);
        module.Answer = async context =>
        {
            arrived.Release();
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(static _ => { }, TaskScheduler.Default);
        };

        Task<ModuleResult<QueueStatus>> slow = module.Client.GetQueueAsync(Cancellation);
        await arrived.WaitAsync(Cancellation);
        time.Advance(TimeSpan.FromSeconds(15));
        Assert.Equal(ModuleErrorKind.TimedOut, (await slow).Error!.Kind);

        using var cancelled = new CancellationTokenSource();
        Task<ModuleResult<QueueStatus>> given = module.Client.GetQueueAsync(cancelled.Token);
        await arrived.WaitAsync(Cancellation);
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given);
    }

    [Fact]
    public async Task KeyFile_Changes_IsReadAgain()
    {
        await using ScriptedModule module = await ScriptedModule.StartAsync();
        module.AnswerWith(200, """{"items":[]}""");
        await module.Client.SearchMessagesAsync(new MessageFilter(), Cancellation);
        await File.WriteAllTextAsync(module.KeyFile, "vk_second_one", Cancellation);
        await module.Client.SearchMessagesAsync(new MessageFilter(), Cancellation);

        Assert.Equal(["Bearer vk_first", "Bearer vk_second_one"], module.Received.Select(static request => request.Authorization));

        await File.WriteAllTextAsync(module.KeyFile, "two\nlines", Cancellation);
        Assert.Equal(ModuleErrorKind.NotConfigured, (await module.Client.GetQueueAsync(Cancellation)).Error!.Kind);
        File.Delete(module.KeyFile);
        ModuleError missing = (await module.Client.GetQueueAsync(Cancellation)).Error!;
        Assert.Equal(ModuleErrorKind.NotConfigured, missing.Kind);
        Assert.Contains(module.KeyFile, missing.Message, StringComparison.Ordinal);
        Assert.Equal(2, module.Received.Count);
    }

    [Fact]
    public async Task EditDeadLetter_WithVersionAndActor_SendsBothAndReturnsTheNewVersion()
    {
        await using ScriptedModule module = await ScriptedModule.StartAsync();
        module.AnswerWith(204, version: "\"1-2-4\"");

        ModuleResult<string> edited = await module.Client.EditDeadLetterAsync(
            "d/1", new DeadLetterEdit { Payload = Encoding.UTF8.GetBytes("""{"total":5}""") }, "\"1-2-3\"", "João", Cancellation);

        Assert.Equal("\"1-2-4\"", edited.Value);
        ScriptedModule.ReceivedRequest request = Assert.Single(module.Received);
        Assert.StartsWith("PUT /api/v1/dead-letters/d%2F1", request.Line, StringComparison.Ordinal);
        Assert.Equal(("João", "\"1-2-3\""), (request.Actor, request.IfMatch));
        Assert.Equal("""{"payload":{"total":5},"ignoreSchema":false}""", request.Body);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("a\nb")]
    public async Task Change_NoValidActor_IsTheCallersMistake(string actor)
    {
        await using ScriptedModule module = await ScriptedModule.StartAsync();

        await Assert.ThrowsAnyAsync<ArgumentException>(() => module.Client.ReplayDeadLetterAsync("a", actor, Cancellation));
        Assert.Empty(module.Received);
    }

    [Fact]
    public async Task GetHealth_GuidesObjectWithDetails_IsReadWhole()
    {
        await using ScriptedModule module = await ScriptedModule.StartAsync();
        module.AnswerWith(200, """
            {"status":"degraded","timestamp":"2024-01-01T00:00:00.000000Z","version":"1.0.0","services":{"redis":"unhealthy","kafka":"not configured"},
            "details":{"redis":{"optional":true,"status":"unhealthy","output":"ping: No answer in time.","checked_at":"2024-01-01T00:00:00.000000Z",
            "duration_ms":1.5,"since":"2023-12-31T00:00:00.000000Z","last_error":"No answer in time.","last_error_at":"2024-01-01T00:00:00.000000Z",
            "history":[{"checked_at":"2024-01-01T00:00:00.000000Z","status":"unhealthy","duration_ms":1.5}],
            "checks":{"ping":{"value":0.4,"unit":"ms","status":"unhealthy","duration_ms":0.4,"history":[]}}},"kafka":{"status":"not configured"}}}
            """);

        ModuleHealth health = (await module.Client.GetHealthAsync(Cancellation)).Value!;

        Assert.Equal((HealthState.Degraded, "1.0.0"), (health.Status, health.Version));
        DependencyHealth redis = health.Dependencies["redis"];
        Assert.Equal((HealthState.Unhealthy, true, "No answer in time.", 1), (redis.Status, redis.Optional, redis.LastError, redis.History.Count));
        Assert.Equal((0.4, "ms"), (redis.Checks["ping"].Value!.Value.GetDouble(), redis.Checks["ping"].Unit));
        Assert.Equal(HealthState.NotConfigured, health.Dependencies["kafka"].Status);
        Assert.Empty(health.Dependencies["kafka"].Checks);
    }

    [Fact]
    public async Task CountMessages_Answer_IsReadByStatus()
    {
        await using ScriptedModule module = await ScriptedModule.StartAsync();
        module.AnswerWith(200, """
            {"from":"2024-01-01T00:00:00+00:00","to":"2024-01-01T01:00:00+00:00","stepSeconds":3600,"countedFrom":"2024-01-01T00:00:00+00:00",
            "buckets":[{"start":"2024-01-01T00:00:00+00:00","counts":{"dead":2}}],"totals":{"dead":2}}
            """);

        MessageCounts counts = (await module.Client.CountMessagesAsync(new CountFilter { StepSeconds = 3600 }, Cancellation)).Value!;

        Assert.Equal(2, counts.Buckets[0].Counts[MessageStatus.Dead]);
        Assert.Contains("step=3600", Assert.Single(module.Received).Line, StringComparison.Ordinal);
    }
}
