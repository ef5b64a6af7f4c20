using Vigia.Testing;

namespace Vigia.Interop.Tests.Metrics;

/// <summary>Debian's Prometheus on a free loopback port with its own data; takes remote write.</summary>
internal sealed class PrometheusServer : IAsyncDisposable
{
    private readonly TemporaryDirectory _folder;
    private readonly ExternalProcess _process;

    private PrometheusServer(TemporaryDirectory folder, ExternalProcess process, Uri address)
    {
        (_folder, _process) = (folder, process);
        Client = new HttpClient { BaseAddress = address };
    }

    public HttpClient Client { get; }

    public Uri Address => Client.BaseAddress!;

    public int Id => _process.Id;

    public string Output => _process.Output;

    public static async Task<PrometheusServer> StartAsync(string config = "global: {}\n", CancellationToken cancellationToken = default)
    {
        var folder = new TemporaryDirectory();
        string file = folder["prometheus.yml"];
        var address = new Uri(FormattableString.Invariant($"http://127.0.0.1:{ExternalProcess.FreePort()}/"));

        // A config may name the server itself.
        await File.WriteAllTextAsync(file, config.Replace("SELF", address.Authority, StringComparison.Ordinal), cancellationToken);
        ExternalProcess process = await ExternalProcess.StartAsync(
            "prometheus",
            [
                $"--config.file={file}", $"--storage.tsdb.path={folder["data"]}", $"--web.listen-address={address.Authority}",
                "--storage.tsdb.retention.time=100y", "--web.enable-remote-write-receiver",

                // What it fires before it has found its Alertmanagers is dropped, and by default said again after a minute only.
                "--rules.alert.resend-delay=1s",
            ],
            new Uri(address, "-/ready"),
            workingDirectory: folder.Path,
            cancellationToken: cancellationToken);
        return new PrometheusServer(folder, process, address);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _process.DisposeAsync();
        _folder.Dispose();
    }
}
