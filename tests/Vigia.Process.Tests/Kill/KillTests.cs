using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Vigia.Testing;
using Xunit;

namespace Vigia.Process.Tests.Kill;

/// <summary>kill -9 under load, round after round over the same data, with a ledger on the clients' side.</summary>
public sealed class KillTests
{
    private static readonly int Rounds = Environment.GetEnvironmentVariable("VIGIA_TEST_FULL") is null ? 5 : 50;

    [Fact]
    public async Task Kill_UnderLoad_LosesNothingAcknowledgedAndStoresNothingTwice()
    {
        using var folder = new TemporaryDirectory();
        string output = folder["out"];
        Directory.CreateDirectory(output);
        VigiaSetup setup = await VigiaProcess.PrepareAsync(folder.Path,
        [
            "Processing:Routes:0:Name=arquivo",
            "Processing:Routes:0:Match:Type=razao.arquivo",
            "Processing:Routes:0:Destinations:0:Name=arquivo",
            "Processing:Routes:0:Destinations:0:Kind=file",
            "Processing:Routes:0:Destinations:0:Path=razao.ndjson",
            $"Delivery:FileRoot={output}",
            "Processing:Routes:1:Name=loja",
            "Processing:Routes:1:Destinations:0:Name=loja",
            "Processing:Routes:1:Destinations:0:Kind=store",
        ]);
        var ledger = new Ledger();
        int seed = Random.Shared.Next();
        var random = new Random(seed);

        for (int round = 1; round <= Rounds; round++)
        {
            await using VigiaProcess vigia = await VigiaProcess.StartAsync(setup);
            using var stop = new CancellationTokenSource();
            int target = ledger.Acknowledged + random.Next(50, 600);
            Task load = LedgerClients.RunAsync(vigia, ledger, stop.Token);
            await Until(() => ledger.Acknowledged >= target || load.IsCompleted, $"round {round}, seed {seed}: {target} acknowledgements");
            Assert.False(load.IsCompleted, "The clients stopped before the server was killed:\n" + vigia.Output);
            await vigia.KillAsync();
            await stop.CancelAsync();
            await load;
        }

        await using VigiaProcess last = await VigiaProcess.StartAsync(setup);
        await LedgerClients.ResendAsync(last, ledger);
        await UntilAsync(async () => (int)(await last.Client.GetFromJsonAsync<JsonNode>("/api/v1/queue"))!["size"]! == 0, "an empty queue");

        string[] lines = await File.ReadAllLinesAsync(Path.Combine(output, "razao.ndjson"));
        Dictionary<string, int> written = lines.Select(line => (string)JsonNode.Parse(line)!["id"]!)
            .GroupBy(id => id, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Count(), StringComparer.Ordinal);
        foreach (string id in ledger.All)
        {
            JsonNode message = (await last.Client.GetFromJsonAsync<JsonNode>("/api/v1/messages/" + id))!;
            Assert.Equal("processed", (string?)message["summary"]!["status"]);
            int attempts = (int)message["summary"]!["attempts"]!;
            Assert.InRange(attempts, 1, 1 + Rounds);
            if ((string?)message["summary"]!["type"] == "razao.arquivo")
            {
                Assert.InRange(written.GetValueOrDefault(id), 1, attempts);
            }
            else
            {
                Assert.Single(message["outputs"]!.AsArray());
            }
        }

        Assert.Equal(0, await last.TerminateAsync());
    }

    private static Task Until(Func<bool> condition, string what) => UntilAsync(() => Task.FromResult(condition()), what);

    /// <summary>Another process offers no signal, so this polls, with a deadline.</summary>
    private static async Task UntilAsync(Func<Task<bool>> condition, string what)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(120));
        while (!await condition())
        {
            Assert.False(limit.IsCancellationRequested, $"Waited two minutes for {what}.");
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }
}
