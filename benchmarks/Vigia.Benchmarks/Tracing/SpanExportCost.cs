using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Trace;
using Vigia.Instrumentation;
using Vigia.Instrumentation.Metrics;
using Vigia.Instrumentation.Tracing;
using Vigia.Instrumentation.Tracing.Export;

namespace Vigia.Benchmarks.Tracing;

/// <summary>
/// What the spans of one message cost the whole process: a request's, <c>publish</c> and <c>process_message</c>, made and
/// exported over HTTP to a sink in another process, by the SDK's exporter and by ours, and made only. Each message leaves
/// 8 kB of other garbage, as the module's own work does: what waits for its export then outlives collections.
/// </summary>
internal static class SpanExportCost
{
    private const int MessagesPerFlush = 1000;

    private static readonly ActivitySource Requests = new("Bench.Requests");

    private enum Exporter
    {
        None,
        Sdk,
        Vigia,
    }

    public static async Task RunAsync(ReadOnlyMemory<string> arguments)
    {
        int rounds = arguments.Length > 0 ? int.Parse(arguments.Span[0], CultureInfo.InvariantCulture) : 9;
        int messages = arguments.Length > 1 ? int.Parse(arguments.Span[1], CultureInfo.InvariantCulture) : 50_000;
        using Process sink = StartSink();
        var endpoint = new Uri(await sink.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The sink did not start."));
        Exporter[] all = Enum.GetValues<Exporter>();
        var cpu = all.ToDictionary(static one => one, static _ => new List<double>());
        var bytes = all.ToDictionary(static one => one, static _ => new List<double>());
        // The first rounds belong to the just-in-time compiler.
        for (int round = -3; round < rounds; round++)
        {
            foreach (Exporter exporter in all)
            {
                (double microseconds, double allocated) = Run(exporter, endpoint, messages);
                if (round >= 0)
                {
                    cpu[exporter].Add(microseconds);
                    bytes[exporter].Add(allocated);
                }
            }
        }

        sink.StandardInput.Close();
        await sink.WaitForExitAsync();
        System.Console.WriteLine("| spans of one message | CPU µs, median | least | bytes allocated |");
        System.Console.WriteLine("|---|---|---|---|");
        foreach (Exporter exporter in all)
        {
            double[] sorted = [.. cpu[exporter].Order()];
            System.Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {exporter} | {sorted[sorted.Length / 2]:F2} | {sorted[0]:F2} | {bytes[exporter].Min():F0} |"));
        }
    }

    private static (double Microseconds, double Bytes) Run(Exporter exporter, Uri endpoint, int messages)
    {
        TracerProviderBuilder builder = Sdk.CreateTracerProviderBuilder()
            .SetSampler(new ParentBasedSampler(new AlwaysOnSampler()))
            .AddSource(Requests.Name, MessageTracing.SourceName);
        if (CreateProcessor(exporter, endpoint) is { } processor)
        {
            builder.AddProcessor(processor);
        }

        using TracerProvider provider = builder.Build();
        GC.Collect();
        long allocated = GC.GetTotalAllocatedBytes(precise: true);
        TimeSpan before = Environment.CpuUsage.TotalTime;
        for (int i = 0; i < messages; i++)
        {
            Message(i);
            if (i % MessagesPerFlush == MessagesPerFlush - 1)
            {
                provider.ForceFlush();
            }
        }

        return (
            (Environment.CpuUsage.TotalTime - before).TotalMicroseconds / messages,
            (double)(GC.GetTotalAllocatedBytes(precise: true) - allocated) / messages);
    }

    private static BaseProcessor<Activity>? CreateProcessor(Exporter exporter, Uri endpoint)
    {
        var tracing = new TracingOptions();
        switch (exporter)
        {
            case Exporter.Sdk:
                var options = new OtlpExporterOptions { Protocol = OtlpExportProtocol.HttpProtobuf, Endpoint = new Uri(endpoint, "v1/traces") };
                return new BatchActivityExportProcessor(
                    new OtlpTraceExporter(options), tracing.MaxQueueSize, (int)tracing.ExportDelay.TotalMilliseconds, 10_000, tracing.MaxBatchSize);
            case Exporter.Vigia:
                return new SpanExporter(
                    new OtlpTraceClient(new OtlpOptions { Endpoint = endpoint, Protocol = OtlpOptions.HttpProtobuf }),
                    new SpanExportTally(new MetricRegistry(), tracing.MaxQueueSize),
                    tracing);
            default:
                return null;
        }
    }

    private static void Message(int number)
    {
        GC.KeepAlive(new byte[8192]);
        string id = "msg_0198c0f4a7b27c3e9d51" + number.ToString("D8", CultureInfo.InvariantCulture);
        string? context;
        using (Activity? request = Requests.StartActivity("POST /api/v1/messages", ActivityKind.Server))
        {
            request?.AddTag("http.request.method", "POST").AddTag("url.scheme", "http").AddTag("url.path", "/api/v1/messages")
                .AddTag("server.address", "127.0.0.1").AddTag("server.port", 8080).AddTag("network.protocol.version", "1.1")
                .AddTag("http.route", "/api/v1/messages").AddTag("http.response.status_code", 202);
            using Activity? publish = MessageTracing.StartPublish(id, "http", "pedido.criado", null, null, 512);
            context = publish?.Id;
        }

        using Activity? process = MessageTracing.StartProcess(id, "http", context, null, "pedido.criado", 512, 1);
        MessageTracing.RecordProcessed(process);
    }

    /// <summary>The sink: answers every export, says its address on the first line, and ends with its input.</summary>
    public static async Task RunSinkAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        await using WebApplication app = builder.Build();
        app.Run(async context =>
        {
            await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
            context.Response.ContentType = "application/x-protobuf";
        });
        await app.StartAsync();
        System.Console.WriteLine(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        await System.Console.In.ReadToEndAsync();
    }

    private static Process StartSink() => Process.Start(
        new ProcessStartInfo(Environment.ProcessPath!, ["spans-sink"]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
}
