using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Vigia.Peers.Load;
using Vigia.Peers.Servers;
using Vigia.Testing;

namespace Vigia.Peers;

/// <summary>
/// The module's CPU time per message with monitoring off, with all of it on and one trace in a hundred kept, and with
/// every trace kept and exported over OTLP to a sink outside the module. Off means: no log lines, no spans, no meters of
/// .NET, no request metrics; the module's own counters always count.
/// </summary>
internal static class MonitoringCost
{
    private static readonly (string Name, string[] Settings)[] Variants =
    [
        ("off",
        [
            "Logging:LogLevel:Default=None", "Instrumentation:Logging:Path=", "Instrumentation:Logging:Stdout=Off",
            "Instrumentation:Tracing:Enabled=false", "Instrumentation:Metrics:RequestMetrics=false",
            "Instrumentation:Metrics:Exemplars=false", "Instrumentation:Metrics:IncludeMeters:0=none",
        ]),
        ("on, 1 % of traces", ["Instrumentation:Logging:Stdout=Off", "Instrumentation:Tracing:SampleRatio=0.01"]),
        ("on, every trace", ["Instrumentation:Logging:Stdout=Off", "Instrumentation:Tracing:SampleRatio=1"]),
    ];

    public static async Task<int> RunAsync(int clients, int rounds, TimeSpan duration)
    {
        using var folder = new TemporaryDirectory();
        await using WebApplication sink = await StartSinkAsync();
        string endpoint = sink.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        byte[] body = Encoding.UTF8.GetBytes($$$"""{"type":"pedido.criado","payload":{"texto":"{{{new string('x', 480)}}}"}}""");

        var results = new List<LoadResult>();
        for (int round = 0; round < rounds; round++)
        {
            foreach ((string name, string[] settings) in Variants)
            {
                IEnumerable<string> export = name == "off"
                    ? []
                    : [$"Instrumentation:Otlp:Endpoint={endpoint}", "Instrumentation:Otlp:Protocol=http/protobuf"];
                VigiaSetup setup = await VigiaProcess.PrepareAsync(
                    folder[$"{round}-{name}"],
                    [.. settings, .. export, "Admission:RateLimit:PermitsPerSecond=0", "Queue:Capacity=1000000"],
                    Repository.File("artifacts", "vigia", "app", "vigia.dll"));
                await using VigiaProcess vigia = await VigiaProcess.StartAsync(setup);
                List<ISender> senders = [];
                for (int client = 0; client < clients; client++)
                {
                    senders.Add(await HttpSender.ConnectAsync(setup.Port, setup.Key, body, client));
                }

                // Long enough for the just-in-time compiler to come to rest.
                LoadResult result = await ClosedLoop.RunAsync(
                    name, senders, TimeSpan.FromSeconds(10), duration, () => ProcessTree.CpuSeconds(vigia.Id));
                results.Add(result);
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture, $"{name,-20} {result.PerSecond,8:F0} /s   module CPU {result.CpuMicrosecondsPerMessage,6:F1} µs/message"));
                foreach (ISender sender in senders)
                {
                    await sender.DisposeAsync();
                }
            }
        }

        double off = Least(results, "off");
        Console.WriteLine();
        Console.WriteLine("| monitoring | module CPU µs/message, least of the rounds | over off |");
        Console.WriteLine("|---|---|---|");
        foreach ((string name, _) in Variants)
        {
            double cpu = Least(results, name);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {cpu:F1} | {(cpu / off - 1) * 100:F1} % |"));
        }

        return 0;
    }

    // What disturbs a round can only add to it.
    private static double Least(List<LoadResult> results, string name) =>
        results.Where(result => result.Peer == name).Min(result => result.CpuMicrosecondsPerMessage);

    private static async Task<WebApplication> StartSinkAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        WebApplication app = builder.Build();
        app.Run(async context =>
        {
            await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
            context.Response.ContentType = "application/x-protobuf";
        });
        await app.StartAsync();
        return app;
    }
}
