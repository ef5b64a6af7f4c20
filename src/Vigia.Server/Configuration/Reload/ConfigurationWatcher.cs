using Microsoft.Extensions.Hosting;
using Vigia.Server.Configuration.Model;
using Vigia.Server.Configuration.Reading;

namespace Vigia.Server.Configuration.Reload;

/// <summary>Reloads when the configuration file changes, or one of the files of jobs that it names: also when one comes or goes.</summary>
internal sealed class ConfigurationWatcher(IConfigurationReloader reloader, ConfigurationOptions options, TimeProvider time) : BackgroundService
{
    private readonly FileWatch _watch = new(() => Files(reloader.Current), options.WatchInterval, time);

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        // Here and not in the background: what changes once this has returned is seen.
        _watch.Start();
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.WatchInterval <= TimeSpan.Zero)
        {
            return;
        }

        try
        {
            while (true)
            {
                await _watch.WaitAsync(stoppingToken);
                await reloader.ReloadAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return;
        }
    }

    private static List<string> Files(MonitorConfiguration configuration)
    {
        var files = new List<string> { configuration.Path };
        foreach (string pattern in configuration.ScrapeConfigFiles)
        {
            try
            {
                files.AddRange(FilePattern.Expand(pattern));
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // A folder that cannot be listed now is looked at again next time; the name itself tells when it can be.
                files.Add(pattern);
            }
        }

        return files;
    }
}
