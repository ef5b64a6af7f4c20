using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Configuration;
using Vigia.Demo.Alerts;
using Vigia.Hosting;
using Vigia.Keys;
using Vigia.Output;
using Vigia.Supervision;

namespace Vigia.Demo;

/// <summary>The monitor beside a demo: a process of its own, as in earnest, that looks at the module each second.</summary>
internal sealed class DemoMonitor : IAsyncDisposable
{
    private static readonly TimeSpan ReadyTimeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan ReadyInterval = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource _stopping = new();
    private readonly Child _child;
    private readonly Task<int> _run;

    private DemoMonitor(Uri address, Child child)
    {
        Address = address;
        _child = child;
        _run = child.RunAsync(_stopping.Token);
    }

    /// <summary>Where its console is.</summary>
    public Uri Address { get; }

    /// <summary>Starts it, and waits until it answers.</summary>
    public static async Task<DemoMonitor> StartAsync(DemoOptions options, Uri module, NoticeReceivers receivers, Terminal terminal, TimeProvider time, CancellationToken cancellationToken)
    {
        int port = Port(options.Source.Configuration()["Monitor:Port"]);
        string scrapes = Path.Combine(options.DataDirectory, "prometheus.yml");
        await File.WriteAllTextAsync(scrapes, Scrapes(options, module, port), cancellationToken);
        Uri address = new UriBuilder(Uri.UriSchemeHttp, "127.0.0.1", port).Uri;
        string routes = await DemoChannels.WriteAsync(options.DataDirectory, receivers, address, cancellationToken);
        var child = new Child(
            Role.Monitor,
            [
                "run", "--role", "monitor", "--supervised", "--config", options.Source.ConfigDirectory, "--data", options.DataDirectory,
                .. Settings(options, scrapes, routes, module, port).SelectMany(static setting => new[] { "--set", $"{setting.Key}={setting.Value}" }),
            ],
            terminal,
            time);
        var monitor = new DemoMonitor(address, child);
        try
        {
            await monitor.UntilReadyAsync(time, cancellationToken);
            return monitor;
        }
        catch
        {
            await monitor.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _child.Stop();
        await _run;
        _child.Dispose();
        _stopping.Dispose();
    }

    private async Task UntilReadyAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        using var client = new HttpClient { BaseAddress = Address };
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(ReadyTimeout);
        while (!await IsReadyAsync(client, deadline.Token))
        {
            if (_run.IsCompleted)
            {
                throw new CommandException("The demo's monitor could not start.", "The lines above say why; its log is in the demo's data folder.");
            }

            await Task.Delay(ReadyInterval, time, deadline.Token);
        }
    }

    private static async Task<bool> IsReadyAsync(HttpClient client, CancellationToken cancellationToken)
    {
        try
        {
            using HttpResponseMessage answer = await client.GetAsync(new Uri("/-/ready", UriKind.Relative), cancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            // It does not listen yet.
            return false;
        }
    }

    private static Dictionary<string, string> Settings(DemoOptions options, string scrapes, string routes, Uri module, int port)
    {
        var settings = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach ((string key, string? value) in options.Source.Settings)
        {
            if (value is not null)
            {
                settings[key] = value;
            }
        }

        settings["Monitor:ConfigFile"] = scrapes;
        settings["Monitor:AlertmanagerFile"] = routes;
        settings["Monitor:Rules:ExternalUrl"] = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}");
        settings["Monitor:Address"] = "127.0.0.1";
        settings["Monitor:Port"] = port.ToString(CultureInfo.InvariantCulture);
        settings["Monitor:Tls:CertificatePath"] = settings["Monitor:Tls:KeyPath"] = "";
        settings["Monitor:Dashboards:ScrapeInterval"] = "00:00:01";
        settings["Monitor:Instrumentation:Logging:Path"] = Path.Combine(options.DataDirectory, "logs", "vigia.log");
        settings["Monitor:Instrumentation:Logging:Stdout"] = "Off";
        settings["Monitor:Module:Address"] = module.ToString();
        settings["Monitor:Module:ApiKeyFile"] = ConsoleKeyFile.PathIn(Path.GetFullPath(options.DataDirectory));
        return settings;
    }

    /// <summary>Each second, so that what a visitor sees moves.</summary>
    private static string Scrapes(DemoOptions options, Uri module, int port) => string.Create(CultureInfo.InvariantCulture, $"""
        # Written by 'vigia demo' at each start.
        global:
          scrape_interval: 1s
          scrape_timeout: 1s
          evaluation_interval: 5s
        rule_files:
          - '{Path.Combine(options.Source.ConfigDirectory, "rules").Replace("'", "''", StringComparison.Ordinal)}/*.yml'
        scrape_configs:
          - job_name: integracao
            static_configs:
              - targets: ['{module.Authority}']
          - job_name: vigia
            static_configs:
              - targets: ['127.0.0.1:{port}']

        """);

    private static int Port(string? configured)
    {
        if (int.TryParse(configured, NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port > 0)
        {
            return port;
        }

        if (configured is null)
        {
            return 9090;
        }

        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
