using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;

namespace Vigia.Testing;

/// <summary>The real program, started as its own process on free loopback ports with its own data and logs.</summary>
public sealed class VigiaProcess : IAsyncDisposable
{
    private const string AllScopes = "messages:send,messages:read,messages:erase,deadletters:read,deadletters:write,audit:read,actor:set";

    private readonly ExternalProcess _process;

    private VigiaProcess(ExternalProcess process, VigiaSetup setup)
    {
        _process = process;
        Setup = setup;
        Client = new HttpClient(Handler(setup)) { BaseAddress = Address(setup) };
        Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", setup.Key);
    }

    public VigiaSetup Setup { get; }

    /// <summary>Speaks to its API with a key that may do everything.</summary>
    public HttpClient Client { get; }

    public int Id => _process.Id;

    public string Output => _process.Output;

    /// <summary>Makes a key and picks ports. The setup outlives restarts of the process.</summary>
    /// <param name="folder">Where data and logs go.</param>
    /// <param name="settings">Settings over the shipped ones, as <c>Key:Sub=Value</c>.</param>
    /// <param name="program">The path of <c>vigia.dll</c>; the one beside the caller if null.</param>
    public static async Task<VigiaSetup> PrepareAsync(string folder, IEnumerable<string>? settings = null, string? program = null)
    {
        program ??= Path.Combine(AppContext.BaseDirectory, "vigia.dll");
        if (!File.Exists(program))
        {
            throw new FileNotFoundException($"{program} is not built: run ./vigia --version once.", program);
        }

        string data = Path.Combine(folder, "data");
        ExternalResult made = await ExternalProcess.RunAsync("dotnet", [program, "key", "create", "test", "--scopes", AllScopes, "--data", data], workingDirectory: Repository.Root);
        string key = made.Output.Split([' ', '\n', '\r', '"', '\''], StringSplitOptions.RemoveEmptyEntries)
            .FirstOrDefault(word => word.StartsWith("vk_", StringComparison.Ordinal))
            ?? throw new InvalidOperationException($"vigia key create ended with {made.ExitCode} and made no key:\n{made.Output}{made.Error}");
        return new VigiaSetup(program, folder, ExternalProcess.FreePort(), ExternalProcess.FreePort(), key, [.. settings ?? []]);
    }

    /// <summary>Starts the program and returns once it is ready.</summary>
    public static async Task<VigiaProcess> StartAsync(VigiaSetup setup)
    {
        string port = setup.Port.ToString(CultureInfo.InvariantCulture);
        using SocketsHttpHandler asking = Handler(setup);
        IEnumerable<string> settings = new[]
        {
            $"Listeners:http:Port={port}",
            $"Listeners:mqtt:Port={setup.MqttPort.ToString(CultureInfo.InvariantCulture)}",
            $"Instrumentation:Logging:Path={Path.Combine(setup.Folder, "logs", "integracao.log")}",
        }.Concat(setup.Settings);
        ExternalProcess process = await ExternalProcess.StartAsync(
            "dotnet",
            [setup.Program, "run", "--role", "integration", "--data", Path.Combine(setup.Folder, "data"), .. settings.SelectMany(setting => new[] { "--set", setting })],
            new Uri(Address(setup), "/health/ready"),
            deadline: TimeSpan.FromSeconds(60),
            workingDirectory: Repository.Root,
            asking: asking);
        return new VigiaProcess(process, setup);
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

    /// <summary>Trusts one authority alone.</summary>
    public static X509ChainPolicy Trust(X509Certificate2 authority)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(authority);
        return policy;
    }

    private static Uri Address(VigiaSetup setup) =>
        new(FormattableString.Invariant($"{(setup.Authority is null ? "http" : "https")}://127.0.0.1:{setup.Port}"));

    private static SocketsHttpHandler Handler(VigiaSetup setup)
    {
        var handler = new SocketsHttpHandler();
        if (setup.Authority is { } authority)
        {
            handler.SslOptions.CertificateChainPolicy = Trust(authority);
        }

        return handler;
    }
}
