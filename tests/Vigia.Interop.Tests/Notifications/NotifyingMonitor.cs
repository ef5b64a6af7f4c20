using Vigia.Testing;

namespace Vigia.Interop.Tests.Notifications;

/// <summary>The real program as a monitor with a configuration of notices.</summary>
internal sealed class NotifyingMonitor : IAsyncDisposable
{
    private readonly TemporaryDirectory _folder;

    private NotifyingMonitor(TemporaryDirectory folder, MonitorProcess process) => (_folder, Process) = (folder, process);

    public MonitorProcess Process { get; private set; }

    public HttpClient Client => Process.Client;

    /// <summary>Its address with a token in it, for tools that know basic authentication only.</summary>
    public string AddressWithToken => $"http://amtool:{Process.Setup.Token}@{Process.Setup.Address.Authority}";

    public string this[string file] => _folder[file];

    public static async Task<NotifyingMonitor> StartAsync(string alertmanager, string notify = "", string prometheus = "global: {}\n")
    {
        var folder = new TemporaryDirectory();
        await File.WriteAllTextAsync(folder["alertmanager.yml"], alertmanager);
        if (notify.Length > 0)
        {
            await File.WriteAllTextAsync(folder["notify.yml"], notify);
        }

        return new NotifyingMonitor(folder, await MonitorProcess.StartAsync(await MonitorProcess.PrepareAsync(folder.Path, prometheus)));
    }

    /// <summary>SIGKILL and a new start on the same data.</summary>
    public async Task KillAndStartAsync()
    {
        MonitorSetup setup = Process.Setup;
        await Process.KillAsync();
        await Process.DisposeAsync();
        Process = await MonitorProcess.StartAsync(setup);
    }

    public async ValueTask DisposeAsync()
    {
        await Process.DisposeAsync();
        _folder.Dispose();
    }
}
