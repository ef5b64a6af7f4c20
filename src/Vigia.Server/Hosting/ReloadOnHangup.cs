using System.Runtime.InteropServices;
using Microsoft.Extensions.Hosting;
using Vigia.Server.Configuration.Reload;

namespace Vigia.Server.Hosting;

/// <summary>SIGHUP, to this process or passed on by its supervisor, reads the configuration again; the reloader logs what came of it.</summary>
internal sealed class ReloadOnHangup(IConfigurationReloader reloader) : BackgroundService
{
    private readonly SemaphoreSlim _requests = new(0, 1);

    /// <summary>Asks for a reload. Several requests before it begins are one.</summary>
    public void Request()
    {
        lock (_requests)
        {
            if (_requests.CurrentCount == 0)
            {
                _requests.Release();
            }
        }
    }

    public override void Dispose()
    {
        base.Dispose();
        _requests.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PosixSignalRegistration registration = PosixSignalRegistration.Create(PosixSignal.SIGHUP, context =>
        {
            context.Cancel = true;
            Request();
        });
        while (true)
        {
            await _requests.WaitAsync(stoppingToken);
            await reloader.ReloadAsync(stoppingToken);
        }
    }
}
