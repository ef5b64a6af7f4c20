using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Vigia.Testing;

namespace Vigia.Peers;

/// <summary>
/// The module's CPU time per message with monitoring off, with all of it on and one trace in a hundred kept, and with
/// every trace kept and exported over OTLP to a sink outside the module. Off means: no log lines, no spans, no meters of
/// .NET, no request metrics; the module's own counters always count.
/// </summary>
/// <remarks>
/// The modules run at the same time and take turns of a second or so, so that what disturbs the machine meets all of
/// them. A turn's CPU time runs until its last message is processed and its spans are on their way: what a module puts
/// off is not saved.
/// </remarks>
internal static class MonitoringCost
{
    private static readonly (string Name, string[] Settings, bool Exports)[] Variants =
    [
        ("off",
        [
            "Logging:LogLevel:Default=None", "Instrumentation:Logging:Path=", "Instrumentation:Logging:Stdout=Off",
            "Instrumentation:Tracing:Enabled=false", "Instrumentation:Metrics:RequestMetrics=false",
            "Instrumentation:Metrics:Exemplars=false", "Instrumentation:Metrics:IncludeMeters:0=none",
        ], false),
        ("on, 1 % of traces", ["Instrumentation:Logging:Stdout=Off", "Instrumentation:Tracing:SampleRatio=0.01"], true),
        ("on, every trace", ["Instrumentation:Logging:Stdout=Off", "Instrumentation:Tracing:SampleRatio=1"], true),
    ];

    /// <param name="clients">Connections to each module.</param>
    /// <param name="rounds">Turns of each module that count.</param>
    /// <param name="messages">Messages in a turn.</param>
    /// <param name="warmUp">Messages to each module before, in turns too; long enough for the just-in-time compiler to come to rest.</param>
    /// <param name="extra">Settings over every variant that is on, to try what they cost.</param>
    public static async Task<int> RunAsync(int clients, int rounds, int messages, int warmUp, IReadOnlyList<string> extra)
    {
        using var folder = new TemporaryDirectory();
        await using WebApplication sink = await StartSinkAsync();
        string endpoint = sink.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        byte[] body = Encoding.UTF8.GetBytes($$$"""{"type":"pedido.criado","payload":{"texto":"{{{new string('x', 480)}}}"}}""");

        List<MonitoredModule> modules = [];
        try
        {
            foreach ((string name, string[] settings, bool exports) in Variants)
            {
                IEnumerable<string> export = exports
                    ? [$"Instrumentation:Otlp:Endpoint={endpoint}", "Instrumentation:Otlp:Protocol=http/protobuf", .. extra]
                    : [];
                modules.Add(await MonitoredModule.StartAsync(name, folder[name], [.. settings, .. export], body, clients));
            }

            for (int sent = 0; sent < warmUp; sent += messages)
            {
                foreach (MonitoredModule module in modules)
                {
                    await module.RunTurnAsync(messages);
                }
            }

            var turns = modules.ConvertAll(_ => new List<double>());
            for (int round = 0; round < rounds; round++)
            {
                // Another one begins each round.
                for (int i = 0; i < modules.Count; i++)
                {
                    int which = (round + i) % modules.Count;
                    turns[which].Add(await modules[which].RunTurnAsync(messages));
                }

                System.Console.WriteLine(string.Join("   ", modules.Select((module, which) =>
                    string.Create(CultureInfo.InvariantCulture, $"{module.Name} {turns[which][round]:F1}"))));
            }

            await ReportAsync(modules, turns);
        }
        finally
        {
            foreach (MonitoredModule module in modules)
            {
                await module.DisposeAsync();
            }
        }

        return 0;
    }

    private static async Task ReportAsync(List<MonitoredModule> modules, List<List<double>> turns)
    {
        System.Console.WriteLine();
        System.Console.WriteLine("| monitoring | module CPU µs/message, median | least | over off, median of the rounds | spans exported/message | spans dropped |");
        System.Console.WriteLine("|---|---|---|---|---|---|");
        for (int which = 0; which < modules.Count; which++)
        {
            double over = Median([.. turns[which].Zip(turns[0], static (on, off) => (on / off - 1) * 100)]);
            (double exported, double dropped) = await modules[which].SpansAsync();
            System.Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {modules[which].Name} | {Median(turns[which]):F1} | {turns[which].Min():F1} | {over:F1} % | {exported / modules[which].Sent:F2} | {dropped:F0} |"));
        }
    }

    private static double Median(IReadOnlyList<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
    }

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
