using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Vigia.Integration.Access;
using Vigia.Integration.DeadLetters;
using Vigia.Integration.Tests.Api;
using Vigia.Integration.Tests.Processing;
using Vigia.Integration.Tests.Queue;
using Vigia.Model.Messages;
using Vigia.Model.Modules;
using Vigia.Testing.Listeners;
using Xunit;

namespace Vigia.Integration.Tests.DeadLetters;

public sealed class DeadLetterOperationsTests
{
    private const string Operations = "/api/v1/dead-letters/operations";

    private static readonly string Write = $"{Scopes.WriteDeadLetters},{Scopes.ReadDeadLetters},{Scopes.ActAs}";

    [Fact]
    public async Task Begin_Replay_IsFollowedToItsEnd()
    {
        await using ApiServer server = await ApiServer.StartAsync();
        server.Queue.AddDead(Samples.Message("a"), "timeout");
        server.Queue.AddDead(Samples.Message("b"), "other");

        using HttpResponseMessage begun = await server.SendAsync(
            HttpMethod.Post, Operations, Write, """{"action":"replay","selection":{"errorType":"timeout"}}""", actor: "maria");

        Assert.Equal(HttpStatusCode.Accepted, begun.StatusCode);
        await server.Queue.WaitForAsync("a", MessageStatus.Processed);
        DeadLetterOperations all = server.Services.GetRequiredService<DeadLetterOperations>();
        await Eventually.TrueAsync(() => all.List()[0].State == OperationState.Completed);
        DeadLetterOperation operation = Read(await server.GetAsync(begun.Headers.Location!.ToString(), Write));
        Assert.Equal((DeadLetterAction.Replay, "maria", 1, 1L), (operation.Action, operation.Actor, operation.Done, operation.Total));
        Assert.Equal(MessageStatus.Dead, (await server.Queue.GetAsync("b", CancellationToken.None))!.Summary.Status);
        AuditEntry audit = Assert.Single(await server.Queue.ReadAsync(10, CancellationToken.None));
        Assert.Equal(("maria", $"operation: {operation.Id}"), (audit.Actor, audit.Details));
        Assert.Contains(operation.Id, await server.GetAsync(Operations, Write), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"action\":\"replay\"}")]
    [InlineData("{\"action\":\"replay\",\"selection\":null}")]
    [InlineData("{\"action\":\"replay\",\"selection\":{}}")]
    [InlineData("{\"action\":\"burn\",\"selection\":{\"all\":true}}")]
    [InlineData("{\"action\":\"discard\",\"selection\":{\"ids\":[]}}")]
    public async Task Begin_Unclear_IsAProblem(string body)
    {
        await using ApiServer server = await ApiServer.StartAsync();
        using HttpResponseMessage response = await server.SendAsync(HttpMethod.Post, Operations, Write, body);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task Cancel_ReplayThatWaitsForRoom_EndsAndKeepsTheRestDead()
    {
        await using var engine = new SqliteEngine(queue: options => options.Capacity = 2);
        await engine.BuryAllAsync("timeout", "a", "b");
        await engine.BuryAllAsync("timeout", "c");
        using DeadLetterOperations operations = await StartAsync(engine);
        DeadLetterOperation begun = operations.Begin(All(DeadLetterAction.Replay), engine.Entry("deadletter.replay"))!;
        await Eventually.TrueAsync(() => operations.Find(begun.Id) is { WaitsForRoom: true });
        Assert.Equal((2, 3L), (operations.Find(begun.Id)!.Done, operations.Find(begun.Id)!.Total));

        operations.Cancel(begun.Id);

        await Eventually.TrueAsync(() => operations.Find(begun.Id)!.State == OperationState.Cancelled);
        Assert.Equal((1, 2), ((int)engine.DeadLetters.Count, engine.Queue.Count));
        await operations.StopAsync(default);
    }

    [Fact]
    public async Task Begin_MoreThanAStep_ChangesAllAndAuditsTheWholeOnce()
    {
        await using var engine = new SqliteEngine();
        string[] ids = [.. Enumerable.Range(0, 450).Select(static i => $"m{i}")];
        await engine.EnqueueAllAsync(ids);
        await Task.WhenAll((await engine.LeaseAsync(1_000)).Select(lease => engine.BuryAsync(lease)));

        using DeadLetterOperations operations = await StartAsync(engine);
        DeadLetterOperation begun = operations.Begin(All(DeadLetterAction.Discard), engine.Entry("deadletter.discard"))!;

        await Eventually.TrueAsync(() => operations.Find(begun.Id)!.State == OperationState.Completed);
        Assert.Equal((450, 0), (operations.Find(begun.Id)!.Done, (int)engine.DeadLetters.Count));
        Assert.Single(await engine.Audit.ReadAsync(new AuditFilter(), default));
        Assert.Equal(450, (await engine.Audit.ReadAsync(new AuditFilter { Action = "deadletter.discard.item", Limit = 1_000 }, default)).Count);
        await operations.StopAsync(default);
    }

    [Fact]
    public async Task Begin_TooManyWait_IsRefused()
    {
        await using var engine = new SqliteEngine();
        using var operations = new DeadLetterOperations(engine.DeadLetters, engine.Time, NullLogger<DeadLetterOperations>.Instance);
        for (int i = 0; i < DeadLetterOperations.MaxWaiting; i++)
        {
            Assert.NotNull(operations.Begin(All(DeadLetterAction.Replay), engine.Entry("deadletter.replay")));
        }

        Assert.Null(operations.Begin(All(DeadLetterAction.Replay), engine.Entry("deadletter.replay")));
        Assert.Equal(DeadLetterOperations.MaxWaiting, operations.List().Count);
    }

    private static DeadLetterOperationRequest All(DeadLetterAction action) => new() { Action = action, Selection = new DeadLetterSelection { All = true } };

    private static DeadLetterOperation Read(string json) => JsonSerializer.Deserialize(json, ModuleJsonContext.Default.DeadLetterOperation)!;

    private static async Task<DeadLetterOperations> StartAsync(SqliteEngine engine)
    {
        var operations = new DeadLetterOperations(engine.DeadLetters, engine.Time, NullLogger<DeadLetterOperations>.Instance);
        await operations.StartAsync(default);
        return operations;
    }
}
