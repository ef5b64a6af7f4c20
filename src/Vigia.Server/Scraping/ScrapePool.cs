using Microsoft.Extensions.Logging;
using Vigia.Server.Configuration.Model;
using Vigia.Server.HttpClients;
using Vigia.Server.Scraping.Targets;

namespace Vigia.Server.Scraping;

/// <summary>The targets of one job. Changes are made one at a time; what it shows is safe from any thread.</summary>
internal sealed partial class ScrapePool(ScrapeContext context) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private volatile IReadOnlyList<ScrapeLoop> _loops = [];
    private volatile IReadOnlyList<DroppedTarget> _dropped = [];
    private volatile int _droppedCount;
    private IReadOnlyList<TargetGroup> _groups = [];
    private ScrapeConfiguration? _job;
    private HttpClient? _client;

    public IReadOnlyList<ScrapeLoop> Loops => _loops;

    public IReadOnlyList<DroppedTarget> Dropped => _dropped;

    public int DroppedCount => _droppedCount;

    /// <summary>Takes another configuration: every target is scraped anew by it, and keeps its series.</summary>
    public async Task ConfigureAsync(ScrapeConfiguration job)
    {
        await _turn.WaitAsync();
        try
        {
            HttpClient? old = _client;
            HttpClient client = ConfiguredHttpClient.Create(job.Client, context.Time);
            (_client, _job) = (client, job);
            (old is null ? context.Metrics.Pools : context.Metrics.Reloads).Increment();
            context.Metrics.TargetLimit.WithLabels(job.JobName).Set(job.Limits.Targets);
            await SyncAsync(isNewConfiguration: true);
            old?.Dispose();
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Takes what discovery found.</summary>
    public async Task SetGroupsAsync(IReadOnlyList<TargetGroup> groups)
    {
        await _turn.WaitAsync();
        try
        {
            _groups = groups;
            if (_job is not null)
            {
                await SyncAsync(isNewConfiguration: false);
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Ends all.</summary>
    /// <param name="isGone">Whether the job is no more, rather than the program ending.</param>
    public async Task StopAsync(bool isGone)
    {
        await _turn.WaitAsync();
        try
        {
            IReadOnlyList<ScrapeLoop> loops = _loops;
            _loops = [];
            await Task.WhenAll(loops.Select(loop => loop.StopAsync(isGone)));
            if (_job is { } job)
            {
                context.Guard.CloseJob(job.JobName);
                context.Metrics.Targets.WithLabels(job.JobName).Set(0);
            }

        }
        finally
        {
            _turn.Release();
        }

        Dispose();
    }

    public void Dispose()
    {
        _client?.Dispose();
        _turn.Dispose();
    }

    private async Task SyncAsync(bool isNewConfiguration)
    {
        ScrapeConfiguration job = _job!;
        HashSet<ScrapeTarget> wanted = Targets(job);
        Dictionary<ScrapeTarget, ScrapeLoop> running = _loops.ToDictionary(static loop => loop.Target);
        string? error = job.Limits.Targets > 0 && wanted.Count > job.Limits.Targets
            ? $"target_limit exceeded (number of targets: {wanted.Count}, limit: {job.Limits.Targets})"
            : null;
        context.Metrics.ExceededTargetLimit.Increment(error is null ? 0 : 1);

        await Task.WhenAll(running.Values.Where(loop => isNewConfiguration || !wanted.Contains(loop.Target)).Select(loop => loop.StopAsync(isGone: !wanted.Contains(loop.Target))));
        var loops = new List<ScrapeLoop>(wanted.Count);
        foreach (ScrapeTarget target in wanted)
        {
            ScrapeLoop? earlier = running.GetValueOrDefault(target);
            if (earlier is not null && !isNewConfiguration)
            {
                earlier.ForcedError = error;
                loops.Add(earlier);
                continue;
            }

            var loop = new ScrapeLoop(target, job, _client!, context, earlier) { ForcedError = error };
            loops.Add(loop);
            loop.Start();
        }

        _loops = loops;
        context.Metrics.Syncs.WithLabels(job.JobName).Increment();
        context.Metrics.Targets.WithLabels(job.JobName).Set(loops.Count);
    }

    private HashSet<ScrapeTarget> Targets(ScrapeConfiguration job)
    {
        var targets = new HashSet<ScrapeTarget>();
        var dropped = new List<DroppedTarget>();
        int droppedCount = 0;
        foreach (TargetGroup group in _groups)
        {
            foreach (string address in group.Addresses)
            {
                string? error = TargetBuilder.Build(job, address, group.Labels, out ScrapeTarget? target, out Model.Labels.LabelSet discovered);
                if (error is not null)
                {
                    context.Metrics.SyncFailed.WithLabels(job.JobName).Increment();
                    LogRefused(context.Logger, job.JobName, address, error);
                }
                else if (target is not null)
                {
                    targets.Add(target);
                }
                else
                {
                    droppedCount++;
                    if (job.Limits.KeptDroppedTargets == 0 || dropped.Count < job.Limits.KeptDroppedTargets)
                    {
                        dropped.Add(new DroppedTarget(job.JobName, discovered));
                    }
                }
            }
        }

        (_dropped, _droppedCount) = (dropped, droppedCount);
        return targets;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Alvo recusado: {Error}")]
    private static partial void LogRefused(ILogger logger, string job, string target, string error);
}
