using System.Diagnostics;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Vigia.Instrumentation.Metrics;
using Vigia.Instrumentation.Tracing;
using Vigia.Testing;
using Xunit;

namespace Vigia.Instrumentation.Tests.Tracing;

/// <summary>The whole way from a request to what a collector gets. Field numbers are those of opentelemetry-proto's trace.proto.</summary>
[Collection(TracingIsolation.Name)]
public sealed class TracingTests
{
    private const string HttpPath = "/v1/traces";
    private const string Trace = "0af7651916cd43dd8448eb211c80319c";
    private const string TraceParent = $"00-{Trace}-b7ad6b7169203331-01";

    [Theory]
    [InlineData(OtlpOptions.HttpProtobuf, HttpPath)]
    [InlineData(OtlpOptions.Grpc, "/opentelemetry.proto.collector.trace.v1.TraceService/Export")]
    public async Task Export_MessageOfATracedRequest_ContinuesTheCallersTrace(string protocol, string path)
    {
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync(protocol == OtlpOptions.Grpc, TestContext.Current.CancellationToken);
        await using InstrumentedServer server = await StartAsync(options =>
        {
            options.Otlp.Endpoint = receiver.Endpoint;
            options.Otlp.Protocol = protocol;
            options.Otlp.Headers = "x-api-key=se%20cret";
            options.ServiceVersion = "2.3.4";
        });
        await SendAsync(server, "/messages", TraceParent);

        List<ProtobufMessage> spans = [];
        while (spans.Count < 3)
        {
            OtlpExport export = await receiver.NextAsync(path, TestContext.Current.CancellationToken);
            Assert.Equal("se cret", export.Headers["x-api-key"]);
            ProtobufMessage resourceSpans = Assert.Single(new ProtobufMessage(export.Message).Messages(1));
            IReadOnlyDictionary<string, string> resource = Assert.Single(resourceSpans.Messages(1)).Attributes(1);
            Assert.Equal("integracao", resource["service.name"]);
            Assert.Equal("2.3.4", resource["service.version"]);
            Assert.True(Guid.TryParse(resource["service.instance.id"], out _));
            spans.AddRange(resourceSpans.Messages(2).SelectMany(scope => scope.Messages(2)));
        }

        Assert.All(spans, span => Assert.Equal(Trace, Convert.ToHexStringLower(span.Bytes(1))));
        ProtobufMessage request = spans.Single(span => span.Number(6) == 2);
        ProtobufMessage publish = spans.Single(span => span.Number(6) == 4);
        ProtobufMessage process = spans.Single(span => span.Number(6) == 5);
        Assert.Equal("b7ad6b7169203331", Convert.ToHexStringLower(request.Bytes(4)));
        Assert.Equal("publish order.created", publish.Text(5));
        Assert.Equal(request.Bytes(2), publish.Bytes(4));

        Assert.Equal("process_message", process.Text(5));
        Assert.Equal(publish.Bytes(2), process.Bytes(4));
        IReadOnlyDictionary<string, string> attributes = process.Attributes(9);
        Assert.Equal("msg_123", attributes["message_id"]);
        Assert.Equal("http", attributes["protocol"]);
        Assert.Equal("vigia", attributes["messaging.system"]);
        Assert.Equal("42", attributes["messaging.message.body.size"]);
        Assert.Equal("message_processed", Assert.Single(process.Messages(11)).Text(2));
    }

    [Fact]
    public async Task Export_NoEndpoint_SpansAreMadeAndNoConnectionIs()
    {
        using var connections = new ConnectionCounter();
        InstrumentedServer server = await StartAsync(_ => { });
        string id = await SendAsync(server, "/messages", TraceParent);
        Assert.StartsWith($"00-{Trace}-", id, StringComparison.Ordinal);
        Assert.EndsWith("-01", id, StringComparison.Ordinal);
        await server.DisposeAsync();

        // The one of the request above.
        Assert.Equal(1, connections.Connections);
    }

    [Fact]
    public async Task Export_EndpointInTheEnvironment_IsUsed()
    {
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync(grpc: false, TestContext.Current.CancellationToken);
        await using InstrumentedServer server = await StartAsync(_ => { }, new Dictionary<string, string?>
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = receiver.Endpoint.ToString(),
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        });
        await SendAsync(server, "/messages", null);
        OtlpExport export = await receiver.NextAsync(HttpPath, TestContext.Current.CancellationToken);
        Assert.NotEqual(0, CountSpans(export));
    }

    [Fact]
    public async Task Export_Stopping_FlushesWhatWaits()
    {
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync(grpc: false, TestContext.Current.CancellationToken);
        await using (InstrumentedServer server = await StartAsync(options =>
        {
            options.Otlp.Endpoint = receiver.Endpoint;
            options.Otlp.Protocol = OtlpOptions.HttpProtobuf;
            options.Tracing.ExportDelay = TimeSpan.FromMinutes(1);
        }))
        {
            await SendAsync(server, "/messages", null);
        }

        Assert.True(receiver.TryNext(HttpPath, out OtlpExport? export));
        Assert.NotEqual(0, CountSpans(export));
    }

    [Fact]
    public async Task Export_QueueFull_DropsAreCounted()
    {
        var release = new TaskCompletionSource();
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync(grpc: false, TestContext.Current.CancellationToken);
        receiver.Hold = () => release.Task;
        InstrumentedServer server = await StartAsync(options =>
        {
            options.Otlp.Endpoint = receiver.Endpoint;
            options.Otlp.Protocol = OtlpOptions.HttpProtobuf;
            options.Tracing.MaxQueueSize = 8;
            options.Tracing.MaxBatchSize = 4;
        });
        for (int i = 0; i < 20; i++)
        {
            MessageTracing.StartProcess("msg_" + i, "http", null, null, "t")?.Dispose();
        }

        MetricRegistry registry = server.Services.GetRequiredService<MetricRegistry>();
        Assert.Equal(12, registry.CreateCounter("spans_dropped_total", "", ["reason"]).WithLabels("queue_full").Value);
        int received = 0;
        release.SetResult();
        while (received < 8)
        {
            received += CountSpans(await receiver.NextAsync(HttpPath, TestContext.Current.CancellationToken));
        }

        await server.DisposeAsync();
        Assert.Equal(8, received);
        Assert.Equal(8, registry.CreateCounter("spans_exported_total", "").Value);
    }

    [Fact]
    public async Task Export_CollectorRefuses_LossIsCounted()
    {
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync(grpc: false, TestContext.Current.CancellationToken);
        receiver.StatusCode = 400;
        InstrumentedServer server = await StartAsync(options =>
        {
            options.Otlp.Endpoint = receiver.Endpoint;
            options.Otlp.Protocol = OtlpOptions.HttpProtobuf;
        });
        MetricRegistry registry = server.Services.GetRequiredService<MetricRegistry>();
        MessageTracing.StartProcess("msg_1", "http", null, null, "t")?.Dispose();
        await server.DisposeAsync();
        Assert.Equal(1, registry.CreateCounter("spans_dropped_total", "", ["reason"]).WithLabels("export_failed").Value);
    }

    [Theory]
    [InlineData(1.0, true, TraceParent, true)]
    [InlineData(0.0, true, TraceParent, true)]
    [InlineData(0.0, false, TraceParent, false)]
    [InlineData(1.0, true, $"00-{Trace}-b7ad6b7169203331-00", false)]
    [InlineData(1.0, false, $"00-{Trace}-b7ad6b7169203331-00", true)]
    [InlineData(0.0, true, null, false)]
    [InlineData(1.0, true, null, true)]
    public async Task Sampling_ByRatioAndCaller_Decides(double ratio, bool follow, string? traceParent, bool sampled)
    {
        await using InstrumentedServer server = await StartAsync(options =>
        {
            options.Tracing.SampleRatio = ratio;
            options.Tracing.FollowCallersDecision = follow;
        });
        string id = await SendAsync(server, "/request", traceParent);
        Assert.EndsWith(sampled ? "-01" : "-00", id, StringComparison.Ordinal);
        if (traceParent is not null)
        {
            Assert.Contains(Trace, id, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("/health")]
    [InlineData("/health/live")]
    [InlineData("/metrics")]
    public async Task Request_OfAMonitor_IsNotTraced(string path)
    {
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync(grpc: false, TestContext.Current.CancellationToken);
        InstrumentedServer server = await StartAsync(options =>
        {
            options.Otlp.Endpoint = receiver.Endpoint;
            options.Otlp.Protocol = OtlpOptions.HttpProtobuf;
        });
        using HttpResponseMessage answer = await server.Client.GetAsync(path, TestContext.Current.CancellationToken);
        await server.DisposeAsync();
        Assert.False(receiver.TryNext(HttpPath, out _));
    }

    [Fact]
    public async Task WebSocket_Messages_HaveTracesOfTheirOwn()
    {
        var traces = new List<string?>();
        await using InstrumentedServer server = await InstrumentedServer.StartAsync(map: app =>
        {
            app.UseWebSockets();
            app.Map("/ws", async (HttpContext context) =>
            {
                using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync();
                for (int i = 0; i < 2; i++)
                {
                    using Activity? publish = MessageTracing.StartPublish("msg_" + i, "websocket", "t");
                    traces.Add(publish?.Id);
                }

                await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, context.RequestAborted);
            });
        });
        using var handler = new HttpMessageInvoker(new SocketsHttpHandler { ActivityHeadersPropagator = null });
        using var client = new ClientWebSocket();
        client.Options.SetRequestHeader("traceparent", TraceParent);
        Uri address = new UriBuilder(server.Client.BaseAddress!) { Scheme = "ws", Path = "/ws" }.Uri;
        await client.ConnectAsync(address, handler, TestContext.Current.CancellationToken);
        await client.ReceiveAsync(new byte[16], TestContext.Current.CancellationToken);
        await client.CloseAsync(WebSocketCloseStatus.NormalClosure, null, TestContext.Current.CancellationToken);

        Assert.All(traces, id => Assert.EndsWith("-01", id, StringComparison.Ordinal));
        Assert.Equal(2, traces.Select(id => id![3..35]).Except([Trace]).Distinct().Count());
    }

    private static Task<InstrumentedServer> StartAsync(
        Action<VigiaInstrumentationOptions> configure, IReadOnlyDictionary<string, string?>? settings = null) =>
        InstrumentedServer.StartAsync(
            options =>
            {
                options.Tracing.ExportDelay = TimeSpan.FromMilliseconds(10);
                configure(options);
            },
            map: app =>
            {
                app.MapGet("/request", () => Activity.Current?.Id);
                app.MapGet("/messages", (Delegate)HandleAsync);
            },
            settings: settings);

    /// <summary>Takes a message in and processes it later, as a module does: only what was stored with it leads back.</summary>
    private static async Task<string?> HandleAsync(HttpContext context)
    {
        string? traceParent;
        using (Activity? publish = MessageTracing.StartPublish(
            "msg_123", "http", "order.created", context.Request.Headers.TraceParent, context.Request.Headers.TraceState, 42))
        {
            traceParent = publish?.Id;
        }

        Task processing;
        using (ExecutionContext.SuppressFlow())
        {
            processing = Task.Run(() =>
            {
                using Activity? process = MessageTracing.StartProcess("msg_123", "http", traceParent, null, "order.created", 42);
                MessageTracing.RecordProcessed(process);
            });
        }

        await processing;
        return traceParent;
    }

    private static async Task<string> SendAsync(InstrumentedServer server, string path, string? traceParent)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (traceParent is not null)
        {
            request.Headers.Add("traceparent", traceParent);
        }

        using HttpResponseMessage answer = await server.Client.SendAsync(request, TestContext.Current.CancellationToken);
        return await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    private static int CountSpans(OtlpExport export) =>
        new ProtobufMessage(export.Message).Messages(1).SelectMany(r => r.Messages(2)).Sum(scope => scope.Messages(2).Count());
}
