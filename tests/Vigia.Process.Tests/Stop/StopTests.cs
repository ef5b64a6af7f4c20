using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Vigia.Testing;
using Xunit;

namespace Vigia.Process.Tests.Stop;

/// <summary>SIGTERM to the real program while work hangs: it ends within its time, says so by its exit code, and loses nothing.</summary>
public sealed class StopTests
{
    private static readonly string[] ShortDrain = ["Lifecycle:DrainTimeout=00:00:06", "Lifecycle:HostReserve=00:00:01"];

    // Far above the drain's limit and far below what the hanging work would take: tells an end from none, not fast from slow.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Terminate_DestinationHangs_EndsWithOneAndGivesTheMessageBackUncounted()
    {
        using var folder = new TemporaryDirectory();
        await using var destination = new HangingDestination();
        VigiaSetup setup = await VigiaProcess.PrepareAsync(folder.Path, [.. ShortDrain, .. HangingRoute(destination)]);
        await using (VigiaProcess vigia = await VigiaProcess.StartAsync(setup))
        {
            await SendAsync(vigia, "held", new { });
            await destination.Asked.WaitAsync(Patience);
            Assert.Equal(1, await vigia.TerminateAsync());
        }

        Assert.Contains("inacabado", await LogAsync(setup), StringComparison.Ordinal);
        destination.Answer();
        await using VigiaProcess next = await VigiaProcess.StartAsync(setup);
        JsonNode message = await ProcessedAsync(next, "held");

        Assert.Equal(1, (int)message["summary"]!["attempts"]!);
        Assert.Equal("success", (string?)Assert.Single(message["attempts"]!.AsArray())!["outcome"]);
        Assert.Equal(0, await next.TerminateAsync());
    }

    [Fact]
    public async Task Terminate_ProcessorIgnoresItsToken_EndsWithOneAndLendsTheMessageAgain()
    {
        using var folder = new TemporaryDirectory();
        string began = folder["began"];
        string hangs = folder["hangs"];
        await File.WriteAllTextAsync(hangs, "");
        VigiaSetup setup = await VigiaProcess.PrepareAsync(folder.Path,
        [
            .. ShortDrain,
            $"Processing:Assemblies:0={typeof(HangingProcessor).Assembly.Location}",
            "Processing:Routes:0:Name=pendurada",
            "Processing:Routes:0:Steps:0:Kind=processor",
            "Processing:Routes:0:Steps:0:Name=hanging",
            "Processing:Routes:0:Destinations:0:Name=loja",
            "Processing:Routes:0:Destinations:0:Kind=store",
        ]);
        await using (VigiaProcess vigia = await VigiaProcess.StartAsync(setup))
        {
            await SendAsync(vigia, "held", new { began, hangs });
            await UntilAsync(() => Task.FromResult(File.Exists(began)), "the processor to begin");
            Assert.Equal(1, await vigia.TerminateAsync());
        }

        File.Delete(hangs);
        await using VigiaProcess next = await VigiaProcess.StartAsync(setup);
        JsonNode message = await ProcessedAsync(next, "held");

        // Nobody can say how far it had come, so the attempt that never ended counts.
        Assert.Equal(["expired", "success"], message["attempts"]!.AsArray().Select(attempt => (string?)attempt!["outcome"]));
        Assert.Single(message["outputs"]!.AsArray());
        Assert.Equal(0, await next.TerminateAsync());
    }

    [Fact]
    public async Task Terminate_SecondSignal_EndsAtOnceWith143AndLosesNothing()
    {
        using var folder = new TemporaryDirectory();
        await using var destination = new HangingDestination();
        VigiaSetup setup = await VigiaProcess.PrepareAsync(folder.Path, ["Lifecycle:DrainTimeout=00:10:00", .. HangingRoute(destination)]);
        await using (VigiaProcess vigia = await VigiaProcess.StartAsync(setup))
        {
            await SendAsync(vigia, "held", new { });
            await destination.Asked.WaitAsync(Patience);
            await ExternalProcess.RunAsync("kill", ["-TERM", vigia.Id.ToString(CultureInfo.InvariantCulture)]);
            await UntilAsync(
                async () =>
                {
                    using HttpResponseMessage ready = await vigia.Client.GetAsync("/health/ready");
                    return ready.StatusCode == HttpStatusCode.ServiceUnavailable;
                },
                "the drain to begin");

            // The first signal alone would leave it ten minutes for its work.
            Assert.Equal(143, await vigia.TerminateAsync());
        }

        destination.Answer();
        await using VigiaProcess next = await VigiaProcess.StartAsync(setup);
        JsonNode message = await ProcessedAsync(next, "held");
        Assert.Equal(["expired", "success"], message["attempts"]!.AsArray().Select(attempt => (string?)attempt!["outcome"]));
        Assert.Equal(0, await next.TerminateAsync());
    }

    private static string[] HangingRoute(HangingDestination destination) =>
    [
        "Processing:AttemptTimeout=01:00:00",
        "Processing:Routes:0:Name=pendurada",
        "Processing:Routes:0:Destinations:0:Name=fora",
        "Processing:Routes:0:Destinations:0:Kind=http",
        $"Processing:Routes:0:Destinations:0:Url={destination.Address}",
        "Processing:Routes:0:Destinations:0:Timeout=00:30:00",
    ];

    private static async Task SendAsync(VigiaProcess vigia, string id, object payload)
    {
        using HttpResponseMessage answer = await vigia.Client.PostAsJsonAsync("/api/v1/messages", new { id, type = "teste.fim", payload });
        Assert.True(answer.StatusCode == HttpStatusCode.Accepted, await answer.Content.ReadAsStringAsync());
    }

    private static async Task<string> LogAsync(VigiaSetup setup) =>
        await File.ReadAllTextAsync(Path.Combine(setup.Folder, "logs", "integracao.log"));

    private static async Task<JsonNode> ProcessedAsync(VigiaProcess vigia, string id)
    {
        JsonNode? message = null;
        await UntilAsync(
            async () =>
            {
                message = await vigia.Client.GetFromJsonAsync<JsonNode>("/api/v1/messages/" + id);
                return (string?)message!["summary"]!["status"] == "processed";
            },
            $"{id} to be processed");
        return message!;
    }

    /// <summary>Another process offers no signal, so this polls, with a deadline.</summary>
    private static async Task UntilAsync(Func<Task<bool>> condition, string what)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (!await condition())
        {
            Assert.False(limit.IsCancellationRequested, $"Waited {Patience} for {what}.");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }
}
