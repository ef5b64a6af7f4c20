using Vigia.Testing;

namespace Vigia.Interop.Tests.Notifications;

/// <summary>Debian's Alertmanager on a free loopback port with its own data, alone in its cluster.</summary>
internal sealed class AlertmanagerServer : IAsyncDisposable
{
    private readonly TemporaryDirectory _folder;
    private readonly ExternalProcess _process;

    private AlertmanagerServer(TemporaryDirectory folder, ExternalProcess process, Uri address)
    {
        (_folder, _process) = (folder, process);
        Client = new HttpClient { BaseAddress = address };
    }

    public HttpClient Client { get; }

    public Uri Address => Client.BaseAddress!;

    public string Output => _process.Output;

    public static async Task<AlertmanagerServer> StartAsync(string config, CancellationToken cancellationToken)
    {
        var folder = new TemporaryDirectory();
        await File.WriteAllTextAsync(folder["alertmanager.yml"], config, cancellationToken);
        var address = new Uri(FormattableString.Invariant($"http://127.0.0.1:{ExternalProcess.FreePort()}/"));
        ExternalProcess process = await ExternalProcess.StartAsync(
            "prometheus-alertmanager",
            [
                $"--config.file={folder["alertmanager.yml"]}", $"--storage.path={folder["data"]}", $"--web.listen-address={address.Authority}",
                "--cluster.listen-address=", "--web.external-url=http://localhost:9090",
            ],
            new Uri(address, "-/ready"),
            workingDirectory: folder.Path,
            cancellationToken: cancellationToken);
        return new AlertmanagerServer(folder, process, address);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _process.DisposeAsync();
        _folder.Dispose();
    }
}
