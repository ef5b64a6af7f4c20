using Microsoft.Extensions.Logging;
using Vigia.Server.Configuration.Model;

namespace Vigia.Server.Scraping.Discovery;

/// <summary>All places that one job's targets come from, joined. Runs until it is stopped.</summary>
internal sealed partial class JobDiscovery : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly IReadOnlyList<TargetGroup>?[] _found;
    private readonly bool _waitsForAll;
    private readonly ScrapeContext _context;
    private readonly ScrapePool _pool;
    private readonly string _job;
    private readonly Task _running;

    /// <summary>Begins to look.</summary>
    /// <param name="job">The job.</param>
    /// <param name="pool">Who takes what is found.</param>
    /// <param name="waitsForAll">Whether nothing is told before every place has answered once: the pool has targets that must not be lost meanwhile.</param>
    /// <param name="context">What scrapes share.</param>
    public JobDiscovery(ScrapeConfiguration job, ScrapePool pool, bool waitsForAll, ScrapeContext context)
    {
        (_job, _pool, _waitsForAll, _context) = (job.JobName, pool, waitsForAll, context);
        ITargetDiscovery[] places =
        [
            new StaticDiscovery(job.Discovery.Static),
            .. job.Discovery.Files.Select(files => new FileDiscovery(files, context)),
            .. job.Discovery.Http.Select(http => new HttpDiscovery(http, context)),
        ];
        _found = new IReadOnlyList<TargetGroup>?[places.Length];
        _running = Task.WhenAll(places.Select((place, i) => RunAsync(place, i)));
    }

    /// <summary>Stops looking; the targets stay.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
        _turn.Dispose();
    }

    private async Task RunAsync(ITargetDiscovery place, int number)
    {
        try
        {
            await Task.Yield();
            await place.RunAsync(groups => UpdateAsync(number, groups), _stop.Token);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            return;
        }
        catch (Exception exception)
        {
            // One place that fails in an unforeseen way must not end the others; it is seen here.
            LogEnded(_context.Logger, exception, _job);
        }
    }

    private async Task UpdateAsync(int number, IReadOnlyList<TargetGroup> groups)
    {
        await _turn.WaitAsync(_stop.Token);
        try
        {
            int count = groups.Sum(static group => group.Addresses.Count);
            if (count > _context.Options.MaxDiscoveredTargets)
            {
                LogTooMany(_context.Logger, _job, count, _context.Options.MaxDiscoveredTargets);
                return;
            }

            _found[number] = groups;
            if (!_waitsForAll || !_found.Contains(null))
            {
                await _pool.SetGroupsAsync([.. _found.SelectMany(static found => found ?? [])]);
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Descoberta de alvos encerrada por uma falha inesperada")]
    private static partial void LogEnded(ILogger logger, Exception exception, string job);

    [LoggerMessage(Level = LogLevel.Error, Message = "Descoberta recusada: {Count} alvos, no máximo {Limit}")]
    private static partial void LogTooMany(ILogger logger, string job, int count, int limit);
}
