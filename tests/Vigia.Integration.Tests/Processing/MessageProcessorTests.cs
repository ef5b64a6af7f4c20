using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Vigia.Integration.Messages;
using Vigia.Integration.Processing;
using Vigia.Integration.Tests.Delivery;
using Vigia.Model.Messages;
using Xunit;

namespace Vigia.Integration.Tests.Processing;

public sealed class MessageProcessorTests
{
    private const string FastRetry = """ "Retry":{"BaseDelay":"00:00:00.001","MaxDelay":"00:00:00.005","MaxAttempts":4} """;

    [Fact]
    public async Task Process_TransientFailureTwice_SucceedsAtTheThirdAttempt()
    {
        await using DestinationServer server = await DestinationServer.StartAsync();
        int calls = 0;
        server.Answer = context =>
        {
            context.Response.StatusCode = Interlocked.Increment(ref calls) < 3 ? 503 : 200;
            return Task.CompletedTask;
        };
        await using ProcessingRig rig = await StartAsync(server);
        rig.Queue.Add(Samples.Message(payload: """{"a":1}"""));
        MessageDetail detail = await rig.Queue.WaitForAsync("msg_1", MessageStatus.Processed);

        Assert.Equal(["transient", "transient", "success"], detail.Attempts.Select(static attempt => attempt.Outcome));
        Assert.Equal(3, server.Requests.Count);
        Assert.All(server.Requests, request =>
        {
            Assert.Equal("msg_1", request.Headers["Idempotency-Key"]);
            Assert.Equal("msg_1", request.Headers["X-Message-Id"]);
            Assert.Equal("""{"a":1}""", request.Body);
        });
        await rig.Workers.DrainAsync(CancellationToken.None);
        Assert.Equal(2, rig.Metrics.MessageRetries.WithLabels("delivery_http_503").Value);
        Assert.Equal(2, rig.Metrics.Errors.WithLabels("delivery_http_503", "delivery").Value);
        Assert.Equal(1, rig.Metrics.MessagesProcessed.WithLabels("http", "success").Value);
        Assert.Equal(3, rig.Metrics.ProcessingTime.Count);
        Assert.Equal(1, rig.Metrics.CriticalTime.Count);
    }

    [Fact]
    public async Task Process_PermanentFailure_IsDeadAtOnce()
    {
        await using DestinationServer server = await DestinationServer.StartAsync();
        server.Answer = static context =>
        {
            context.Response.StatusCode = 422;
            return context.Response.WriteAsync("no such customer");
        };
        await using ProcessingRig rig = await StartAsync(server);
        rig.Queue.Add(Samples.Message());
        MessageDetail detail = await rig.Queue.WaitForAsync("msg_1", MessageStatus.Dead);

        MessageAttempt attempt = Assert.Single(detail.Attempts);
        Assert.Equal("delivery_http_422", attempt.ErrorType);
        Assert.Equal("HTTP 422: no such customer", attempt.Error);
        await rig.Workers.DrainAsync(CancellationToken.None);
        Assert.Equal(1, rig.Metrics.MessagesProcessed.WithLabels("http", "error").Value);
    }

    [Fact]
    public async Task Process_TransientForever_IsDeadAfterTheLastAttempt()
    {
        await using DestinationServer server = await DestinationServer.StartAsync();
        server.Answer = static context =>
        {
            context.Response.StatusCode = 500;
            return Task.CompletedTask;
        };
        await using ProcessingRig rig = await StartAsync(server);
        rig.Queue.Add(Samples.Message());
        MessageDetail detail = await rig.Queue.WaitForAsync("msg_1", MessageStatus.Dead);
        Assert.Equal(4, detail.Attempts.Count);
        Assert.Equal(4, server.Requests.Count);
    }

    [Fact]
    public async Task Process_EarlierAttemptsKilledTheirWorker_IsDeadWithoutAnother()
    {
        await using DestinationServer server = await DestinationServer.StartAsync();
        await using ProcessingRig rig = await StartAsync(server);
        rig.Queue.Add(Samples.Message(), attempts: 4);
        MessageDetail detail = await rig.Queue.WaitForAsync("msg_1", MessageStatus.Dead);
        Assert.Equal("attempts_exhausted", detail.Attempts[^1].ErrorType);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Process_LeaseLostHalfWay_SaysNothingAboutTheMessage()
    {
        await using DestinationServer server = await DestinationServer.StartAsync();
        var begun = new TaskCompletionSource();
        var go = new TaskCompletionSource();
        server.Answer = async _ =>
        {
            begun.TrySetResult();
            await go.Task;
        };
        await using ProcessingRig rig = await StartAsync(server);
        rig.Queue.Add(Samples.Message());
        await begun.Task.WaitAsync(TimeSpan.FromSeconds(20));
        rig.Queue.Steal("msg_1");
        go.SetResult();
        await rig.Workers.DrainAsync(CancellationToken.None);

        Assert.Equal(MessageStatus.Processing, (await rig.Queue.GetAsync("msg_1", CancellationToken.None))!.Summary.Status);
        Assert.Equal(1, rig.Metrics.Errors.WithLabels("lease_lost", "message_processor").Value);
        Assert.Equal(0, rig.Metrics.MessagesProcessed.WithLabels("http", "success").Value);
        Assert.Contains(rig.Log.Lines, static line => line.Message == "Reserva da mensagem perdida, resultado descartado");
    }

    [Fact]
    public async Task Process_QueueFails_LeavesTheMessageToItsLease()
    {
        await using var rig = new ProcessingRig();
        rig.Queue.IsBroken = true;
        await rig.StartAsync();
        rig.Queue.Add(Samples.Message());
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (rig.Metrics.Errors.WithLabels("queue_unavailable", "message_processor").Value == 0)
        {
            await Task.Delay(5, deadline.Token);
        }

        await rig.Workers.DrainAsync(CancellationToken.None);
        Assert.Contains(rig.Log.Lines, static line => line.Level is LogLevel.Error && line.Message.StartsWith("Resultado da mensagem não gravado", StringComparison.Ordinal));
        Assert.Equal(0, rig.Metrics.MessagesProcessed.WithLabels("http", "success").Value);
    }

    [Fact]
    public async Task Process_OneOfTwoDestinationsFails_RepeatsOnlyThatOne()
    {
        await using DestinationServer good = await DestinationServer.StartAsync();
        await using DestinationServer flaky = await DestinationServer.StartAsync();
        int calls = 0;
        flaky.Answer = context =>
        {
            context.Response.StatusCode = Interlocked.Increment(ref calls) < 3 ? 503 : 200;
            return Task.CompletedTask;
        };
        await using var rig = new ProcessingRig(Settings.Json($$$$"""
            {"Processing":{ {{{{FastRetry}}}},"Routes":[{"Name":"both","Destinations":[
              {"Kind":"http","Name":"good","Url":"{{{{good.Url}}}}/"},{"Kind":"http","Name":"flaky","Url":"{{{{flaky.Url}}}}/"},{"Kind":"store"}]}]}}
            """));
        await rig.StartAsync();
        rig.Queue.Add(Samples.Message());
        MessageDetail detail = await rig.Queue.WaitForAsync("msg_1", MessageStatus.Processed);
        Assert.Single(good.Requests);
        Assert.Equal(3, flaky.Requests.Count);
        Assert.Single(detail.Outputs);
    }

    [Fact]
    public async Task Process_AttemptTakesTooLong_IsTransient()
    {
        await using DestinationServer server = await DestinationServer.StartAsync();
        server.Answer = static context => Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted);
        await using ProcessingRig rig = await StartAsync(server, """ "AttemptTimeout":"00:00:00.1", """);
        rig.Queue.Add(Samples.Message());
        MessageDetail detail = await rig.Queue.WaitForAsync("msg_1", MessageStatus.Dead);
        Assert.All(detail.Attempts, static attempt => Assert.Equal(("attempt_timeout", "transient"), (attempt.ErrorType, attempt.Outcome)));
        Assert.Equal(4, detail.Attempts.Count);
    }

    [Fact]
    public async Task Process_Message_LogsTheGuidesLine()
    {
        await using var rig = new ProcessingRig();
        await rig.StartAsync();
        rig.Queue.Add(Samples.Message("msg_123") with
        {
            UserId = "user_123",
            Headers = new Dictionary<string, string>
            {
                [MessageHeaderNames.RequestId] = "req_123",
                [MessageHeaderNames.RemoteAddress] = "127.0.0.1",
            },
        });
        await rig.Queue.WaitForAsync("msg_123", MessageStatus.Processed);
        await rig.Workers.DrainAsync(CancellationToken.None);

        RecordedLog.Line line = Assert.Single(rig.Log.Lines, static line => line.Message == "Mensagem processada");
        Assert.Equal(LogLevel.Information, line.Level);
        Assert.EndsWith(".MessageProcessor", line.Category, StringComparison.Ordinal);
        Assert.Equal(["message_id", "protocol", "status", "processing_time_ms"], line.Details.Keys);
        Assert.Equal("msg_123", line.Details["message_id"]);
        Assert.Equal("http", line.Details["protocol"]);
        Assert.Equal("success", line.Details["status"]);
        Assert.IsType<long>(line.Details["processing_time_ms"]);
        Assert.Equal(["request_id", "user_id", "ip"], line.Context.Keys);
        Assert.Equal("req_123", line.Context["request_id"]);
        Assert.Equal("user_123", line.Context["user_id"]);
        Assert.Equal("127.0.0.1", line.Context["ip"]);
    }

    [Fact]
    public async Task Process_Message_IsTheGuidesSpanInTheSendersTrace()
    {
        using var spans = new RecordedSpans("msg_span");
        await using DestinationServer server = await DestinationServer.StartAsync();
        await using ProcessingRig rig = await StartAsync(server);
        rig.Queue.Add(Samples.Message("msg_span") with { TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" });
        await rig.Queue.WaitForAsync("msg_span", MessageStatus.Processed);
        await rig.Workers.DrainAsync(CancellationToken.None);

        Activity span = Assert.Single(spans.Stopped, static span => span.OperationName == "process_message");
        Assert.Equal("0af7651916cd43dd8448eb211c80319c", span.TraceId.ToHexString());
        Assert.Equal("b7ad6b7169203331", span.ParentSpanId.ToHexString());
        Assert.Equal(ActivityKind.Consumer, span.Kind);
        Assert.Equal("msg_span", span.GetTagItem("message_id"));
        Assert.Equal("http", span.GetTagItem("protocol"));
        Assert.Equal("message_processed", Assert.Single(span.Events).Name);

        string traceParent = Assert.Single(server.Requests).Headers["traceparent"];
        Assert.StartsWith("00-0af7651916cd43dd8448eb211c80319c-", traceParent, StringComparison.Ordinal);
        Assert.DoesNotContain("b7ad6b7169203331", traceParent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Process_Failure_IsRecordedOnTheSpan()
    {
        using var spans = new RecordedSpans("msg_failed");
        await using DestinationServer server = await DestinationServer.StartAsync();
        server.Answer = static context =>
        {
            context.Response.StatusCode = 404;
            return Task.CompletedTask;
        };
        await using ProcessingRig rig = await StartAsync(server);
        rig.Queue.Add(Samples.Message("msg_failed"));
        await rig.Queue.WaitForAsync("msg_failed", MessageStatus.Dead);
        await rig.Workers.DrainAsync(CancellationToken.None);
        Activity span = Assert.Single(spans.Stopped, static span => span.OperationName == "process_message");
        Assert.Equal(ActivityStatusCode.Error, span.Status);
        Assert.Equal("delivery_http_404", span.GetTagItem("error.type"));
        Assert.DoesNotContain(span.Events, static e => e.Name == "message_processed");
    }

    private static async Task<ProcessingRig> StartAsync(DestinationServer server, string more = "")
    {
        var rig = new ProcessingRig(Settings.Json($$$$"""
            {"Processing":{ {{{{more}}}} {{{{FastRetry}}}},"Routes":[
              {"Name":"out","Destinations":[{"Kind":"http","Name":"api","Url":"{{{{server.Url}}}}/in","Breaker":{"MinimumThroughput":100}}]}]}}
            """));
        await rig.StartAsync();
        return rig;
    }
}
