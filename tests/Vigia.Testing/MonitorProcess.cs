using System.Globalization;
using System.Net.Http.Headers;

namespace Vigia.Testing;

/// <summary>The real program in the monitor's role, started as its own process on a free loopback port with its own data and logs.</summary>
public sealed class MonitorProcess : IAsyncDisposable
{
    private readonly ExternalProcess _process;

    private MonitorProcess(ExternalProcess process, MonitorSetup setup)
    {
        _process = process;
        Setup = setup;
        Client = new HttpClient { BaseAddress = setup.Address };
        Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", setup.Token);
    }

    public MonitorSetup Setup { get; }

    /// <summary>Speaks to its API with a token that may do everything.</summary>
    public HttpClient Client { get; }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    public string Output => _process.Output;

    /// <summary>Writes a configuration, makes a token and picks a port. The setup outlives restarts of the process.</summary>
    /// <param name="folder">Where configuration and logs go, and data unless it lies elsewhere.</param>
    /// <param name="config">The <c>prometheus.yml</c>.</param>
    /// <param name="settings">Settings over the shipped ones, as <c>Key:Sub=Value</c>.</param>
    /// <param name="data">Where data goes; a folder within <paramref name="folder"/> if null.</param>
    public static async Task<MonitorSetup> PrepareAsync(string folder, string config = "global: {}\n", IEnumerable<string>? settings = null, string? data = null)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "vigia.dll");
        if (!File.Exists(program))
        {
            throw new FileNotFoundException($"{program} is not built: the test project must reference the program.", program);
        }

        data ??= Path.Combine(folder, "data");
        ExternalResult made = await ExternalProcess.RunAsync(
            "dotnet", [program, "token", "create", "test", "--scopes", "admin", "--data", data], workingDirectory: Repository.Root);
        if (made.ExitCode != 0)
        {
            throw new InvalidOperationException($"vigia token create ended with {made.ExitCode}:\n{made.Output}{made.Error}");
        }

        var setup = new MonitorSetup(program, folder, data, ExternalProcess.FreePort(), made.Output.Trim(), [.. settings ?? []]);
        await File.WriteAllTextAsync(setup.ConfigFile, config);
        return setup;
    }

    /// <summary>Starts the program and returns once it is ready.</summary>
    public static async Task<MonitorProcess> StartAsync(MonitorSetup setup)
    {
        IEnumerable<string> settings = new[]
        {
            $"Monitor:Port={setup.Port.ToString(CultureInfo.InvariantCulture)}",
            $"Monitor:ConfigFile={setup.ConfigFile}",
            $"Monitor:AlertmanagerFile={Path.Combine(setup.Folder, "alertmanager.yml")}",
            $"Monitor:Instrumentation:Logging:Path={Path.Combine(setup.Folder, "logs", "vigia.log")}",
        }.Concat(setup.Settings);
        ExternalProcess process = await ExternalProcess.StartAsync(
            "dotnet",
            [setup.Program, "run", "--role", "monitor", "--data", setup.Data, .. settings.SelectMany(setting => new[] { "--set", setting })],
            new Uri(setup.Address, "-/ready"),
            deadline: TimeSpan.FromSeconds(60),
            workingDirectory: Repository.Root);
        return new MonitorProcess(process, setup);
    }

    /// <summary>SIGKILL: no warning, no clean-up.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>SIGTERM, then waits for the end. Returns the exit code.</summary>
    public async Task<int> TerminateAsync()
    {
        await ExternalProcess.RunAsync("kill", ["-TERM", Id.ToString(CultureInfo.InvariantCulture)]);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        return await _process.WaitForExitAsync(limit.Token);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _process.DisposeAsync();
    }
}
