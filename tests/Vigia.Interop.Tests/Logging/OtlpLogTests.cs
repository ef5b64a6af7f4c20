using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Vigia.Instrumentation;
using Vigia.Instrumentation.Metrics;
using Vigia.Testing;
using Xunit;

namespace Vigia.Interop.Tests.Logging;

/// <summary>The OpenTelemetry SDK's exporter really sends what the log gives it, over both transports, without secrets.</summary>
public sealed class OtlpLogTests
{
    [Theory]
    [InlineData("http/protobuf", "/v1/logs")]
    [InlineData("grpc", "/opentelemetry.proto.collector.logs.v1.LogsService/Export")]
    public async Task Log_EndpointConfigured_ExportsWithoutSecrets(string protocol, string path)
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        using var directory = new TemporaryDirectory();
        var received = new ConcurrentQueue<(string Path, string Header, byte[] Body)>();
        await using WebApplication receiver = Receiver(protocol, received);
        await receiver.StartAsync(cancellationToken);
        string traceId;
        Counter counter;
        HostApplicationBuilder builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { Args = [] });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Instrumentation:Otlp:Endpoint"] = receiver.Urls.Single(),
            ["Instrumentation:Otlp:Protocol"] = protocol,
            ["Instrumentation:Otlp:Headers"] = "x-caller=teste",
            ["Instrumentation:Logging:Path"] = directory["x.log"],
            ["Instrumentation:Logging:Stdout"] = "Off",
        });
        builder.AddVigiaInstrumentation();
        using (IHost host = builder.Build())
        {
            counter = host.Services.GetRequiredService<MetricRegistry>().CreateCounter("log_lines_written_total", "", ["output"]).WithLabels("otlp");
            ILogger logger = host.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Vigia.Integration.Processing.MessageProcessor");
            using Activity activity = new Activity("process_message").Start();
            traceId = activity.TraceId.ToHexString();
            using (logger.BeginScope(new Dictionary<string, object?> { ["RequestId"] = "req_9", ["Cookie"] = "hunter2-scope" }))
            {
                List<KeyValuePair<string, object?>> state = [new("MessageId", "msg_77"), new("ApiKey", "hunter2-field"), new("ProcessingTimeMs", 50)];
                logger.Log(LogLevel.Error, default, state, new InvalidOperationException("password=hunter2-exception"), static (_, _) => "Falha ao processar, Bearer hunter2-message");
            }
        }

        double written = counter.Value;
        byte[] body = Assert.Single(received, one => one.Path == path && one.Header == "teste").Body;
        Assert.Equal(1, written);
        string text = Encoding.Latin1.GetString(body);
        foreach (string expected in (string[])["integracao", "message_processor", "Falha ao processar, Bearer ***", "message_id", "msg_77", "processing_time_ms", "request_id", "req_9", "System.InvalidOperationException", "password=***"])
        {
            Assert.Contains(expected, text, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("hunter2", text, StringComparison.Ordinal);
        Assert.True(body.AsSpan().IndexOf(Convert.FromHexString(traceId)) > 0, "The record has no trace id.");
    }

    private static WebApplication Receiver(string protocol, ConcurrentQueue<(string Path, string Header, byte[] Body)> received)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(options => options.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.Protocols = protocol == "grpc" ? HttpProtocols.Http2 : HttpProtocols.Http1));
        WebApplication app = builder.Build();
        app.Run(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            received.Enqueue((context.Request.Path, context.Request.Headers["x-caller"].ToString(), body.ToArray()));
            if (protocol == "grpc")
            {
                context.Response.ContentType = "application/grpc";
                await context.Response.Body.WriteAsync(new byte[5], context.RequestAborted);
                context.Response.AppendTrailer("grpc-status", "0");
            }
        });
        return app;
    }
}
