using System.Runtime.InteropServices;
using Microsoft.Extensions.Hosting;
using Vigia.Server.Configuration.Reload;

namespace Vigia.Server.Hosting;

/// <summary>SIGHUP reads the configuration again; the reloader logs what came of it.</summary>
internal sealed class ReloadOnHangup(IConfigurationReloader reloader) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var hangups = new SemaphoreSlim(0, 1);
        using PosixSignalRegistration registration = PosixSignalRegistration.Create(PosixSignal.SIGHUP, context =>
        {
            context.Cancel = true;
            lock (hangups)
            {
                // One reload after the last signal is enough.
                if (hangups.CurrentCount == 0)
                {
                    hangups.Release();
                }
            }
        });
        while (true)
        {
            await hangups.WaitAsync(stoppingToken);
            await reloader.ReloadAsync(stoppingToken);
        }
    }
}
