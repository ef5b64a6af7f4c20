using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Vigia.Testing;
using Vigia.Testing.Listeners;

namespace Vigia.Tests.Supervision;

public sealed class SupervisorTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();
    private readonly int _http = ExternalProcess.FreePort();
    private readonly int _mqtt = ExternalProcess.FreePort();
    private readonly int _monitor = ExternalProcess.FreePort();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Run_ChildDies_IsStartedAgainAndTheOtherStays()
    {
        await using ExternalProcess supervisor = await StartAsync();
        int module = Child(supervisor.Id, "integration");
        int monitor = Child(supervisor.Id, "monitor");

        await SignalAsync("KILL", monitor);
        await Eventually.TrueAsync(() => Child(supervisor.Id, "monitor") is var again && again != 0 && again != monitor);
        await ReadyAsync(_monitor, "/-/ready");
        Assert.Equal(module, Child(supervisor.Id, "integration"));

        await SignalAsync("KILL", module);
        await Eventually.TrueAsync(() => Child(supervisor.Id, "integration") is var again && again != 0 && again != module);
        await ReadyAsync(_http, "/health/ready");
        Assert.Contains("The monitor ended with exit code 137. It is started again in 1 s.", supervisor.Output, StringComparison.Ordinal);

        await SignalAsync("TERM", supervisor.Id);
        Assert.Equal(0, await supervisor.WaitForExitAsync(TestContext.Current.CancellationToken));
        Assert.Contains("Stopping: what is in hand is finished first", supervisor.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_SupervisorIsKilled_ChildrenEndInGoodOrder()
    {
        await using ExternalProcess supervisor = await StartAsync();
        int module = Child(supervisor.Id, "integration");
        int monitor = Child(supervisor.Id, "monitor");

        await SignalAsync("KILL", supervisor.Id);

        await Eventually.TrueAsync(() => !IsRunning(module) && !IsRunning(monitor));
    }

    [Fact]
    public async Task Run_OneCannotStart_BothEndWithOneAndTheReason()
    {
        using var listener = new TcpListener(IPAddress.Loopback, _monitor);
        listener.Start();

        ExternalResult result = await VigiaProgram.RunAsync(_folder.Path, ["run", .. Settings()]);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains($"Port {_monitor} is already in use", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("started again", result.Error, StringComparison.Ordinal);
    }

    private static int Child(int parent, string role)
    {
        foreach (string directory in Directory.EnumerateDirectories("/proc"))
        {
            try
            {
                if (int.TryParse(Path.GetFileName(directory), NumberStyles.None, CultureInfo.InvariantCulture, out int id)
                    && File.ReadAllText(Path.Combine(directory, "stat")) is var stat
                    && stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1] == parent.ToString(CultureInfo.InvariantCulture)
                    && File.ReadAllText(Path.Combine(directory, "cmdline")).Contains($"\0{role}\0", StringComparison.Ordinal))
                {
                    return id;
                }
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // It ended in the meantime.
            }
        }

        return 0;
    }

    // A zombie is gone: nobody waits for the children of a killed parent but init.
    private static bool IsRunning(int id)
    {
        string stat = $"/proc/{id.ToString(CultureInfo.InvariantCulture)}/stat";
        try
        {
            return File.ReadAllText(stat) is var text && text[text.LastIndexOf(')') + 2] != 'Z';
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static async Task SignalAsync(string signal, int id) =>
        await ExternalProcess.RunAsync("kill", ["-" + signal, id.ToString(CultureInfo.InvariantCulture)], cancellationToken: TestContext.Current.CancellationToken);

    private static async Task ReadyAsync(int port, string path)
    {
        using var client = new HttpClient();
        var address = new Uri($"http://127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}{path}");
        while (true)
        {
            try
            {
                using HttpResponseMessage response = await client.GetAsync(address, TestContext.Current.CancellationToken);
                if (response.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    private async Task<ExternalProcess> StartAsync()
    {
        ExternalProcess supervisor = await ExternalProcess.StartAsync(
            VigiaProgram.Path,
            ["run", .. Settings()],
            ready: new Uri($"http://127.0.0.1:{_http}/health/ready"),
            workingDirectory: _folder.Path,
            cancellationToken: TestContext.Current.CancellationToken);
        await ReadyAsync(_monitor, "/-/ready");
        return supervisor;
    }

    private string[] Settings() =>
    [
        "--set", $"Listeners:http:Port={_http}",
        "--set", $"Listeners:mqtt:Port={_mqtt}",
        "--set", $"Monitor:Port={_monitor}",
        "--set", "Instrumentation:Logging:Stdout=Off",
    ];
}
