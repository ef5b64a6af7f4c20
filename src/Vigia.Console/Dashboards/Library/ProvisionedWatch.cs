using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Vigia.Console.Dashboards.Library;

/// <summary>Looks at the provisioned folder every few seconds: a notification from the file system is not to be had from every mount.</summary>
internal sealed class ProvisionedWatch(DashboardLibrary library, IOptions<DashboardOptions> options, TimeProvider time) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.WatchInterval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            library.LookAtProvisioned();
        }
    }
}
