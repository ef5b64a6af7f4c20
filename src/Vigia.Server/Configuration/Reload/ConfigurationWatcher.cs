using Microsoft.Extensions.Hosting;

namespace Vigia.Server.Configuration.Reload;

/// <summary>Reloads when the configuration file changes.</summary>
internal sealed class ConfigurationWatcher(IConfigurationReloader reloader, ConfigurationOptions options, TimeProvider time) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.WatchInterval <= TimeSpan.Zero)
        {
            return;
        }

        var watch = new FileWatch(() => [reloader.Current.Path], options.WatchInterval, time);
        watch.Start();
        try
        {
            while (true)
            {
                await watch.WaitAsync(stoppingToken);
                await reloader.ReloadAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return;
        }
    }
}
