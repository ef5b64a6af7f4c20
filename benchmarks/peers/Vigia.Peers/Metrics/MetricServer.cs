using System.Globalization;
using System.Net.Http.Headers;
using Vigia.Testing;

namespace Vigia.Peers.Metrics;

/// <summary>A metrics engine under test: how to start it, and where it takes and answers.</summary>
internal sealed class MetricServer : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(5);

    private readonly Func<MetricServer, Task<ExternalProcess>> _start;
    private ExternalProcess? _process;

    private MetricServer(string name, string folder, Func<MetricServer, Task<ExternalProcess>> start)
    {
        (Name, Folder, _start) = (name, folder, start);
        Port = ExternalProcess.FreePort();
        Client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{Port.ToString(CultureInfo.InvariantCulture)}"), Timeout = TimeSpan.FromMinutes(5) };
    }

    public string Name { get; }

    public string Folder { get; }

    public int Port { get; }

    public HttpClient Client { get; }

    public int ProcessId => _process!.Id;

    public string DataFolder => Path.Combine(Folder, "data");

    public required Uri WriteUri { get; init; }

    private string AlertmanagerFile => Path.Combine(Folder, "alertmanager.yml");

    private string ConfigFile => Path.Combine(Folder, "prometheus.yml");

    /// <summary>The resident set in bytes.</summary>
    public long ResidentBytes
    {
        get
        {
            string line = File.ReadLines($"/proc/{ProcessId.ToString(CultureInfo.InvariantCulture)}/status").First(static text => text.StartsWith("VmRSS:", StringComparison.Ordinal));
            return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
        }
    }

    /// <param name="name">prometheus, victoriametrics, alertmanager or vigia.</param>
    /// <param name="folder">A folder of its own; an <c>alertmanager.yml</c> in it is taken.</param>
    /// <param name="scraped">What to scrape each second.</param>
    public static async Task<MetricServer> PrepareAsync(string name, string folder, params Uri[] scraped)
    {
        Directory.CreateDirectory(folder);
        string scrapes = scraped.Length == 0 ? "" : "scrape_configs:\n" + string.Concat(scraped.Select(static (target, i) => string.Create(CultureInfo.InvariantCulture, $"""
              - job_name: load{i}
                scrape_interval: 1s
                scrape_timeout: 1s
                metrics_path: {target.AbsolutePath}
                static_configs:
                  - targets: ["{target.Authority}"]

            """)));
        await File.WriteAllTextAsync(Path.Combine(folder, "prometheus.yml"), scrapes.Length == 0 ? "global: {}\n" : scrapes + "\n");
        string routes = Path.Combine(folder, "alertmanager.yml");
        if (!File.Exists(routes))
        {
            await File.WriteAllTextAsync(routes, "route: { receiver: nobody }\nreceivers: [{ name: nobody }]\n");
        }

        MetricServer server = name switch
        {
            "prometheus" => new MetricServer(name, folder, static server => ExternalProcess.StartAsync(
                "prometheus",
                [
                    "--config.file=" + server.ConfigFile, "--storage.tsdb.path=" + server.DataFolder, "--web.enable-remote-write-receiver",
                    $"--web.listen-address=127.0.0.1:{server.Port.ToString(CultureInfo.InvariantCulture)}", "--log.level=error",
                ],
                new Uri(server.Client.BaseAddress!, "/-/ready"),
                deadline: StartTimeout))
            { WriteUri = new Uri("/api/v1/write", UriKind.Relative) },
            "victoriametrics" => new MetricServer(name, folder, static server => ExternalProcess.StartAsync(
                "victoria-metrics",
                [
                    "-storageDataPath=" + server.DataFolder, $"-httpListenAddr=127.0.0.1:{server.Port.ToString(CultureInfo.InvariantCulture)}",
                    "-retentionPeriod=12", "-search.disableCache", "-search.latencyOffset=0s", "-loggerLevel=ERROR", "-promscrape.config=" + server.ConfigFile,
                ],
                new Uri(server.Client.BaseAddress!, "/health"),
                deadline: StartTimeout))
            { WriteUri = new Uri("/api/v1/write", UriKind.Relative) },
            "alertmanager" => new MetricServer(name, folder, static server => ExternalProcess.StartAsync(
                "prometheus-alertmanager",
                [
                    "--config.file=" + server.AlertmanagerFile, "--storage.path=" + server.DataFolder, "--cluster.listen-address=",
                    $"--web.listen-address=127.0.0.1:{server.Port.ToString(CultureInfo.InvariantCulture)}", "--log.level=error",
                ],
                new Uri(server.Client.BaseAddress!, "/-/ready"),
                deadline: StartTimeout))
            { WriteUri = new Uri("/api/v2/alerts", UriKind.Relative) },
            _ => new MetricServer(name, folder, static server => ExternalProcess.StartAsync(
                "dotnet",
                [
                    Repository.File("artifacts", "vigia", "app", "vigia.dll"), "run", "--role", "monitor", "--data", server.DataFolder,
                    "--set", "Monitor:Port=" + server.Port.ToString(CultureInfo.InvariantCulture),
                    "--set", "Monitor:ConfigFile=" + server.ConfigFile,
                    "--set", "Monitor:AlertmanagerFile=" + server.AlertmanagerFile,
                    "--set", "Monitor:Instrumentation:Logging:Path=" + Path.Combine(server.Folder, "vigia.log"),
                    "--set", "Monitor:Instrumentation:Logging:Stdout=Off",
                ],
                new Uri(server.Client.BaseAddress!, "/-/ready"),
                deadline: StartTimeout))
            { WriteUri = new Uri("/api/v1/write", UriKind.Relative) },
        };
        if (name == "vigia")
        {
            ExternalResult made = await ExternalProcess.RunAsync(
                "dotnet", [Repository.File("artifacts", "vigia", "app", "vigia.dll"), "token", "create", "load", "--scopes", "admin", "--data", server.DataFolder]);
            server.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", made.Output.Trim());
        }

        return server;
    }

    public async Task StartAsync() => _process = await _start(this);

    /// <summary>Sends a remote write 1.0 body and wants it acknowledged.</summary>
    public async Task WriteAsync(byte[] body)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-protobuf");
        content.Headers.ContentEncoding.Add("snappy");
        using var request = new HttpRequestMessage(HttpMethod.Post, WriteUri) { Content = content };
        request.Headers.Add("X-Prometheus-Remote-Write-Version", "0.1.0");
        using HttpResponseMessage response = await Client.SendAsync(request);
        if (!response.IsSuccessStatusCode)
        {
            throw new InvalidOperationException($"{Name}: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}");
        }
    }

    /// <summary>SIGTERM, and waits for the end.</summary>
    public async Task StopAsync()
    {
        await ExternalProcess.RunAsync("kill", ["-TERM", ProcessId.ToString(CultureInfo.InvariantCulture)]);
        await _process!.WaitForExitAsync();
    }

    /// <summary>SIGKILL.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }
    }
}
