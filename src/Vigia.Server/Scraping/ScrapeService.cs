using System.Text.Json;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Vigia.Server.Configuration.Model;
using Vigia.Server.Configuration.Reload;
using Vigia.Server.Scraping.Cardinality;
using Vigia.Server.Scraping.Discovery;
using Vigia.Server.Scraping.Targets;

namespace Vigia.Server.Scraping;

/// <summary>Scrapes what the configuration in force says, and follows its changes. A job that did not change is left alone.</summary>
internal sealed partial class ScrapeService(IConfigurationReloader reloader, ScrapeContext context) : IHostedService, IScrapeStatus, IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private volatile IReadOnlyList<RunningJob> _jobs = [];
    private IDisposable? _subscription;

    public IReadOnlyList<string> Pools => [.. _jobs.Select(static job => job.Name)];

    public IReadOnlyDictionary<string, int> DroppedTargetCounts => _jobs.ToDictionary(static job => job.Name, static job => job.Pool.DroppedCount);

    public IReadOnlyList<CardinalityReport> Cardinality => context.Guard.Report();

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _subscription = reloader.OnChange(ApplyAsync);
        await ApplyAsync(reloader.Current, cancellationToken);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _subscription?.Dispose();
        IReadOnlyList<RunningJob> jobs = _jobs;
        _jobs = [];
        await Task.WhenAll(jobs.Select(static job => job.StopAsync(isGone: false)));
    }

    public void Dispose() => _turn.Dispose();

    public IReadOnlyList<TargetStatus> ActiveTargets(string? pool = null) =>
        [.. Jobs(pool).SelectMany(static job => job.Pool.Loops).Select(static loop => loop.Status)];

    public IReadOnlyList<DroppedTarget> DroppedTargets(string? pool = null) => [.. Jobs(pool).SelectMany(static job => job.Pool.Dropped)];

    public IEnumerable<TargetMetadata> Metadata(string? metric = null) =>
        from job in _jobs
        from loop in job.Pool.Loops
        from family in loop.Metadata.Families
        where metric is null || family.Key == metric
        select new TargetMetadata(loop.Target.Labels, family.Key, family.Value);

    private IEnumerable<RunningJob> Jobs(string? pool) => _jobs.Where(job => pool is null || job.Name == pool);

    private async Task ApplyAsync(MonitorConfiguration configuration, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            Dictionary<string, RunningJob> before = _jobs.ToDictionary(static job => job.Name, StringComparer.Ordinal);
            var jobs = new List<RunningJob>();
            var errors = new List<Exception>();
            foreach (ScrapeConfiguration job in configuration.ScrapeConfigs)
            {
                before.Remove(job.JobName, out RunningJob? running);
                string text = JsonSerializer.Serialize(job);
                if (running?.Text == text)
                {
                    jobs.Add(running);
                    continue;
                }

                try
                {
                    jobs.Add(await ConfigureAsync(job, text, running));
                }
                catch (Exception exception) when (exception is IOException or InvalidOperationException or ArgumentException)
                {
                    context.Metrics.PoolsFailed.Increment();
                    LogFailed(context.Logger, exception, job.JobName);
                    errors.Add(exception);
                }
            }

            _jobs = jobs;
            await Task.WhenAll(before.Values.Select(static job => job.StopAsync(isGone: true)));
            if (errors.Count > 0)
            {
                throw new AggregateException("some jobs could not be started", errors);
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task<RunningJob> ConfigureAsync(ScrapeConfiguration job, string text, RunningJob? running)
    {
        ScrapePool pool = running?.Pool ?? new ScrapePool(context);
        string discoveryText = JsonSerializer.Serialize(job.Discovery);
        await pool.ConfigureAsync(job);
        if (running?.DiscoveryText == discoveryText)
        {
            return running with { Text = text };
        }

        if (running is not null)
        {
            await running.Discovery.DisposeAsync();
        }

        return new RunningJob(job.JobName, text, discoveryText, pool, new JobDiscovery(job, pool, waitsForAll: running is not null, context));
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Job não pôde ser coletado")]
    private static partial void LogFailed(ILogger logger, Exception exception, string job);

    private sealed record RunningJob(string Name, string Text, string DiscoveryText, ScrapePool Pool, JobDiscovery Discovery)
    {
        public async Task StopAsync(bool isGone)
        {
            await Discovery.DisposeAsync();
            await Pool.StopAsync(isGone);
        }
    }
}
