using Microsoft.Extensions.Logging;
using Vigia.Model.Labels;
using Vigia.Server.Configuration.Model;
using Vigia.Server.Configuration.Reading;
using Vigia.Server.Configuration.Reload;

namespace Vigia.Server.Scraping.Discovery;

/// <summary>Targets from files, which are read when they change. Of a file that cannot be read the targets it had go on.</summary>
internal sealed partial class FileDiscovery(FileDiscoveryConfiguration configuration, ScrapeContext context) : ITargetDiscovery
{
    private readonly Dictionary<string, IReadOnlyList<TargetGroup>> _files = new(StringComparer.Ordinal);

    public async Task RunAsync(Func<IReadOnlyList<TargetGroup>, Task> update, CancellationToken cancellationToken)
    {
        var watch = new FileWatch(Files, context.Options.DiscoveryWatchInterval, context.Time);
        while (true)
        {
            watch.Start();
            await update(await ReadAsync(cancellationToken));
            using var refresh = new CancellationTokenSource(configuration.RefreshInterval, context.Time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, refresh.Token);
            try
            {
                await watch.WaitAsync(either.Token);
            }
            catch (OperationCanceledException) when (refresh.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
            {
                // Time to read them anew without a sign of change.
                continue;
            }
        }
    }

    private IEnumerable<string> Files() => configuration.Patterns.SelectMany(FilePattern.Expand).Distinct(StringComparer.Ordinal);

    private async Task<IReadOnlyList<TargetGroup>> ReadAsync(CancellationToken cancellationToken)
    {
        string[] files = [.. Files().Order(StringComparer.Ordinal)];
        foreach (string gone in _files.Keys.Except(files, StringComparer.Ordinal).ToArray())
        {
            _files.Remove(gone);
        }

        foreach (string file in files)
        {
            try
            {
                _files[file] = TargetGroupText.ReadYaml(await YamlFile.ReadTextAsync(file, cancellationToken), file, new Label("__meta_filepath", file));
            }
            catch (ConfigurationException exception)
            {
                context.Metrics.FileErrors.Increment();
                LogRefused(context.Logger, file, exception.Message);
            }
        }

        return [.. files.Where(_files.ContainsKey).SelectMany(file => _files[file])];
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Arquivo de alvos recusado, os alvos anteriores continuam valendo: {Error}")]
    private static partial void LogRefused(ILogger logger, string file, string error);
}
