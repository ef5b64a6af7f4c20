using System.Globalization;
using System.Net.Http.Headers;
using Vigia.Testing;

namespace Vigia.Peers.Servers;

/// <summary>The built module on free loopback ports with a data folder of its own.</summary>
internal sealed class VigiaServer : IAsyncDisposable
{
    private readonly ExternalProcess _process;

    private VigiaServer(ExternalProcess process, int port, int mqttPort, string key)
    {
        _process = process;
        Port = port;
        MqttPort = mqttPort;
        Key = key;
    }

    public int Port { get; }

    public int MqttPort { get; }

    public string Key { get; }

    public string Output => _process.Output;

    public double CpuSeconds() => ProcessTree.CpuSeconds(_process.Id);

    /// <summary>Starts it with its shipped defaults, changed only by <paramref name="settings"/>.</summary>
    public static async Task<VigiaServer> StartAsync(string folder, params IEnumerable<string> settings)
    {
        string program = Repository.File("artifacts", "vigia", "app", "vigia.dll");
        if (!File.Exists(program))
        {
            throw new InvalidOperationException("The module is not built: run ./vigia --version once.");
        }

        Directory.CreateDirectory(folder);
        int port = ExternalProcess.FreePort(), mqtt = ExternalProcess.FreePort();
        string key = await CreateKeyAsync(program, folder);
        string[] arguments =
        [
            program, "run", "--data", Path.Combine(folder, "data"),
            .. new[]
            {
                $"Listeners:http:Port={port.ToString(CultureInfo.InvariantCulture)}",
                $"Listeners:mqtt:Port={mqtt.ToString(CultureInfo.InvariantCulture)}",
                $"Instrumentation:Logging:Path={Path.Combine(folder, "logs", "integracao.log")}",
                "Admission:RateLimit:PermitsPerSecond=0",
            }.Concat(settings).SelectMany(setting => new[] { "--set", setting }),
        ];
        ExternalProcess process = await ExternalProcess.StartAsync(
            "dotnet", arguments, new Uri($"http://127.0.0.1:{port}/health/ready"), workingDirectory: Repository.Root);
        return new VigiaServer(process, port, mqtt, key);
    }

    /// <summary>The queue's depth as the module reports it.</summary>
    public async Task<string> MetricsAsync()
    {
        using var client = new HttpClient();
        client.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("text/plain"));
        return await client.GetStringAsync(new Uri($"http://127.0.0.1:{Port}/metrics"));
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private static async Task<string> CreateKeyAsync(string program, string folder)
    {
        ExternalResult result = await ExternalProcess.RunAsync(
            "dotnet", [program, "key", "create", "bench", "--data", Path.Combine(folder, "data")], workingDirectory: Repository.Root);
        return result.Output.Split([' ', '\n', '\r', '"', '\''], StringSplitOptions.RemoveEmptyEntries)
            .FirstOrDefault(word => word.StartsWith("vk_", StringComparison.Ordinal))
            ?? throw new InvalidOperationException("No key was made:\n" + result.Output + result.Error);
    }
}
