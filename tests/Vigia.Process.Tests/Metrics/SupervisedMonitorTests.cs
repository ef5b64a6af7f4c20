using System.Globalization;
using System.Net.Http.Headers;
using Vigia.Testing;
using Xunit;

namespace Vigia.Process.Tests.Metrics;

/// <summary>Module and monitor under one supervisor: the monitor dies under remote write and comes back with all that it acknowledged.</summary>
public sealed class SupervisedMonitorTests
{
    [Fact]
    public async Task Run_MonitorIsKilledUnderRemoteWrite_ComesBackWithEverySampleWhileTheModuleGoesOn()
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        using var folder = new TemporaryDirectory();
        MonitorSetup setup = await MonitorProcess.PrepareAsync(folder.Path);
        int http = ExternalProcess.FreePort();
        await using ExternalProcess supervisor = await ExternalProcess.StartAsync(
            "dotnet",
            [
                setup.Program, "run", "--data", setup.Data,
                .. Settings(setup, http, ExternalProcess.FreePort()).SelectMany(setting => new[] { "--set", setting }),
            ],
            new Uri(setup.Address, "-/ready"),
            deadline: TimeSpan.FromSeconds(60),
            workingDirectory: Repository.Root,
            cancellationToken: cancellationToken);
        using var client = new HttpClient { BaseAddress = setup.Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", setup.Token);
        var module = new Uri(FormattableString.Invariant($"http://127.0.0.1:{http}/health/live"));
        await UntilAnswersAsync(client, module, cancellationToken);
        var ledger = new SampleLedger("s", seed: 1, TimeProvider.System.GetUtcNow().AddHours(-1).ToUnixTimeMilliseconds());

        for (int round = 0; round < 2; round++)
        {
            int target = ledger.Acknowledged + 50;
            Task load = ledger.SendAsync(client, cancellationToken);
            while (ledger.Acknowledged < target)
            {
                Assert.False(load.IsCompleted, supervisor.Output);
                await Task.Delay(10, cancellationToken);
            }

            await ExternalProcess.RunAsync("kill", ["-KILL", Monitor(supervisor.Id).ToString(CultureInfo.InvariantCulture)], cancellationToken: cancellationToken);
            await load;
            using HttpResponseMessage alive = await client.GetAsync(module, cancellationToken);
            Assert.True(alive.IsSuccessStatusCode);
            await UntilAnswersAsync(client, new Uri(setup.Address, "-/ready"), cancellationToken);
            Assert.Null(await StoredSamples.CompareAsync(client, ledger, cancellationToken));
        }

        await ExternalProcess.RunAsync("kill", ["-TERM", supervisor.Id.ToString(CultureInfo.InvariantCulture)], cancellationToken: cancellationToken);
        Assert.Equal(0, await supervisor.WaitForExitAsync(cancellationToken));
    }

    private static string[] Settings(MonitorSetup setup, int http, int mqtt) =>
    [
        FormattableString.Invariant($"Listeners:http:Port={http}"),
        FormattableString.Invariant($"Listeners:mqtt:Port={mqtt}"),
        FormattableString.Invariant($"Monitor:Port={setup.Port}"),
        $"Monitor:ConfigFile={setup.ConfigFile}",
        $"Instrumentation:Logging:Path={Path.Combine(setup.Folder, "logs", "integracao.log")}",
        $"Monitor:Instrumentation:Logging:Path={Path.Combine(setup.Folder, "logs", "vigia.log")}",
    ];

    /// <summary>The supervisor's child that runs the monitor. Children belong to the thread that started them.</summary>
    private static int Monitor(int supervisor)
    {
        IEnumerable<string> children = Directory.EnumerateDirectories($"/proc/{supervisor}/task")
            .SelectMany(thread => File.ReadAllText(Path.Combine(thread, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries));
        string monitor = children.Single(child => File.ReadAllText($"/proc/{child}/cmdline").Contains("\0monitor\0", StringComparison.Ordinal));
        return int.Parse(monitor, CultureInfo.InvariantCulture);
    }

    /// <summary>Another process offers no signal for its readiness, so this polls, with a deadline.</summary>
    private static async Task UntilAnswersAsync(HttpClient client, Uri address, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        while (true)
        {
            try
            {
                using HttpResponseMessage answer = await client.GetAsync(address, limit.Token);
                if (answer.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // Not there yet.
            }

            await Task.Delay(50, limit.Token);
        }
    }
}
