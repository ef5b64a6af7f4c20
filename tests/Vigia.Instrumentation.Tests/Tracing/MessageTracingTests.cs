using System.Diagnostics;
using Vigia.Instrumentation.Tracing;
using Xunit;

namespace Vigia.Instrumentation.Tests.Tracing;

[Collection(TracingIsolation.Name)]
public sealed class MessageTracingTests
{
    private const string TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    [Fact]
    public void Process_Success_IsTheGuidesSpan()
    {
        using var recorder = new SpanRecorder();
        using (Activity? span = MessageTracing.StartProcess("msg_123", "mqtt", TraceParent, "rojo=1", "order.created", bodySize: 42, attempt: 2))
        {
            MessageTracing.RecordProcessed(span);
        }

        Activity kept = Assert.Single(recorder.Stopped);
        Assert.Equal("process_message", kept.DisplayName);
        Assert.Equal(ActivityKind.Consumer, kept.Kind);
        Assert.Equal("0af7651916cd43dd8448eb211c80319c", kept.TraceId.ToHexString());
        Assert.Equal("b7ad6b7169203331", kept.ParentSpanId.ToHexString());
        Assert.Equal("rojo=1", kept.TraceStateString);
        Assert.Equal("message_processed", Assert.Single(kept.Events).Name);
        Assert.Equal(ActivityStatusCode.Unset, kept.Status);
        Assert.Equal(
            [
                ("message_id", "msg_123"), ("protocol", "mqtt"), ("messaging.message.id", "msg_123"), ("messaging.message.body.size", 42L),
                ("messaging.system", "vigia"), ("messaging.operation.name", "process"), ("messaging.operation.type", "process"),
                ("messaging.destination.name", "order.created"), ("vigia.attempt", 2),
            ],
            kept.TagObjects.Select(tag => (tag.Key, tag.Value!)));
    }

    [Fact]
    public void Process_Failure_IsRecorded()
    {
        using var recorder = new SpanRecorder();
        using (Activity? span = MessageTracing.StartProcess("msg_1", "http", null, null, "t"))
        {
            MessageTracing.RecordFailed(span, new InvalidOperationException("no such order"), "order_unknown");
        }

        Activity kept = Assert.Single(recorder.Stopped);
        Assert.Equal(ActivityStatusCode.Error, kept.Status);
        Assert.Equal("no such order", kept.StatusDescription);
        Assert.Equal("order_unknown", kept.GetTagItem("error.type"));
        ActivityEvent exception = Assert.Single(kept.Events);
        Assert.Equal("exception", exception.Name);
        Assert.Contains(new KeyValuePair<string, object?>("exception.type", "System.InvalidOperationException"), exception.Tags);
        Assert.Contains(new KeyValuePair<string, object?>("exception.message", "no such order"), exception.Tags);
    }

    [Theory]
    [InlineData("garbage")]
    [InlineData(null)]
    public void Process_NoUsableContext_BeginsATrace(string? traceParent)
    {
        using var recorder = new SpanRecorder();
        MessageTracing.StartProcess("msg_1", "http", traceParent, "garbage", "t")?.Dispose();
        Assert.Equal(default, Assert.Single(recorder.Stopped).ParentSpanId);
    }

    [Fact]
    public void ProcessBatch_ManyMessages_LinksAreBounded()
    {
        using var recorder = new SpanRecorder();
        TraceContext.TryParse(TraceParent, null, out ActivityContext context);
        MessageTracing.StartProcessBatch("http", "t", [.. Enumerable.Repeat(context, 200), default])?.Dispose();
        Activity kept = Assert.Single(recorder.Stopped);
        Assert.Equal(128, kept.Links.Count());
        Assert.Equal(201, kept.GetTagItem("messaging.batch.message_count"));
        Assert.Equal(default, kept.ParentSpanId);
    }

    [Fact]
    public void Publish_WithinTheSendersRequest_IsTheRequestsChild()
    {
        using var recorder = new SpanRecorder();
        using Activity request = new Activity("request").SetParentId(TraceParent).Start();
        MessageTracing.StartPublish("msg_1", "http", "order.created", TraceParent, bodySize: 0)?.Dispose();
        Activity kept = Assert.Single(recorder.Stopped);
        Assert.Equal("publish order.created", kept.DisplayName);
        Assert.Equal(ActivityKind.Producer, kept.Kind);
        Assert.Equal(request.SpanId, kept.ParentSpanId);
        Assert.Equal("send", kept.GetTagItem("messaging.operation.type"));
        Assert.Equal("publish", kept.GetTagItem("messaging.operation.name"));
        Assert.Equal(0L, kept.GetTagItem("messaging.message.body.size"));
        Assert.Same(request, Activity.Current);
    }

    [Fact]
    public void Create_MessageWithItsOwnContext_IsItsChildAndLinkedToTheRequest()
    {
        using var recorder = new SpanRecorder();
        using Activity request = new Activity("request").Start();
        MessageTracing.StartCreate("msg_1", "http", "t", TraceParent)?.Dispose();
        Activity kept = Assert.Single(recorder.Stopped);
        Assert.Equal("create t", kept.DisplayName);
        Assert.Equal("b7ad6b7169203331", kept.ParentSpanId.ToHexString());
        Assert.Equal(request.SpanId, Assert.Single(kept.Links).Context.SpanId);
    }

    [Fact]
    public void Publish_OnALongLivedConnection_BeginsATrace()
    {
        using var recorder = new SpanRecorder();
        using Activity connection = new Activity("websocket").Start();
        LongLivedRequest.MarkSpan(connection);
        MessageTracing.StartPublish("msg_1", "websocket", "t")?.Dispose();
        Activity kept = Assert.Single(recorder.Stopped);
        Assert.NotEqual(connection.TraceId, kept.TraceId);
        Assert.Equal(default, kept.ParentSpanId);
    }

    [Fact]
    public void Send_WithinProcess_IsItsClientChild()
    {
        using var recorder = new SpanRecorder();
        using Activity? process = MessageTracing.StartProcess("msg_1", "http", TraceParent, null, "t");
        var headers = new Dictionary<string, string>();
        using (Activity? send = MessageTracing.StartSend("msg_1", "billing", "http", 10))
        {
            TraceContext.Inject(send, headers);
            MessageTracing.RecordFailed(send, "http_503", "The destination answered 503.");
        }

        Activity kept = Assert.Single(recorder.Stopped);
        Assert.Equal("send billing", kept.DisplayName);
        Assert.Equal(ActivityKind.Client, kept.Kind);
        Assert.Equal(process!.SpanId, kept.ParentSpanId);
        Assert.Equal("http_503", kept.GetTagItem("error.type"));
        Assert.Equal(kept.Id, headers["traceparent"]);
    }

    [Fact]
    public void Spans_NobodyListens_AllocateNothing() => Assert.Equal(0, AllocatedPerRound());

    [Fact]
    public void Spans_SampledOut_CostOnlyTheQuestionToTheSampler()
    {
        // 48 bytes a span, allocated by ActivitySource itself to ask its listeners.
        using var recorder = new SpanRecorder(ActivitySamplingResult.None);
        Assert.InRange(AllocatedPerRound(), 0, 3 * 64);
    }

    private static long AllocatedPerRound()
    {
        var error = new InvalidOperationException();
        for (int i = 0; i < 100; i++)
        {
            Round(error);
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
        {
            Round(error);
        }

        return (GC.GetAllocatedBytesForCurrentThread() - before) / 1000;
    }

    private static void Round(Exception error)
    {
        using Activity? publish = MessageTracing.StartPublish("msg_1", "http", "t", null, null, 10);
        using Activity? process = MessageTracing.StartProcess("msg_1", "http", null, null, "t", 10, 1);
        using Activity? send = MessageTracing.StartSend("msg_1", "billing", "http", 10);
        MessageTracing.RecordProcessed(process);
        MessageTracing.RecordFailed(send, error, "kind");
    }
}
