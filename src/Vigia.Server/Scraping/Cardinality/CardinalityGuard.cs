using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Vigia.Instrumentation.Metrics;

namespace Vigia.Server.Scraping.Cardinality;

/// <summary>Watches over how many series scrapes keep alive. Safe from any thread.</summary>
internal sealed partial class CardinalityGuard
{
    private readonly ConcurrentDictionary<string, CardinalityScope> _jobs = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<CardinalityScope, byte> _targets = [];
    private readonly CardinalityOptions _options;
    private readonly ILogger<CardinalityGuard> _logger;
    private readonly CardinalityScope _all;
    private readonly MetricFamily<Counter> _dropped;

    public CardinalityGuard(CardinalityOptions options, MetricRegistry metrics, ILogger<CardinalityGuard> logger)
    {
        (_options, _logger) = (options, logger);
        _all = new CardinalityScope("all", "", options.MaxSeries, options.WarningShare, parent: null, this);
        _dropped = metrics.CreateCounter("vigia_scrape_series_dropped_total", "Séries deixadas de fora por um limite de cardinalidade", ["scope", "job"]);
        metrics.CreateGauge("vigia_scrape_series", "Séries vivas de todos os alvos").SetCallback(() => _all.Series);
        metrics.CreateGauge("vigia_scrape_series_limit", "Limite de séries de todos os alvos; 0: nenhum").Set(options.MaxSeries);
    }

    /// <summary>The scope of a new target.</summary>
    public CardinalityScope Open(string job, string target)
    {
        CardinalityScope parent = _jobs.GetOrAdd(
            job, static (name, guard) => new CardinalityScope("job", name, guard._options.MaxSeriesPerJob, guard._options.WarningShare, guard._all, guard), this);
        var scope = new CardinalityScope("target", target, _options.MaxSeriesPerTarget, _options.WarningShare, parent, this);
        _targets[scope] = 0;
        return scope;
    }

    /// <summary>Ends a target's scope, and gives back what it has.</summary>
    public void Close(CardinalityScope target)
    {
        _targets.TryRemove(target, out _);
        target.Release(target.Series);
    }

    /// <summary>Forgets a job that is no more.</summary>
    public void CloseJob(string job) => _jobs.TryRemove(job, out _);

    /// <summary>Counts a series that was kept out.</summary>
    /// <param name="target">The target that it came from.</param>
    /// <param name="full">The scope whose cap it met.</param>
    /// <param name="metric">Its name.</param>
    public void NoteDropped(CardinalityScope target, CardinalityScope full, string metric)
    {
        full.NoteDropped(metric);
        _dropped.WithLabels(full.Kind, target.Parent!.Name).Increment();
    }

    /// <summary>All, each job, each target; those that dropped or are near a cap first.</summary>
    public IReadOnlyList<CardinalityReport> Report() =>
    [
        .. new[] { _all }.Concat(_jobs.Values).Concat(_targets.Keys).Select(static scope => scope.Report())
            .OrderByDescending(static report => report.Dropped > 0).ThenByDescending(static report => report.Cap == 0 ? 0 : (double)report.Series / report.Cap),
    ];

    internal void Warn(CardinalityScope scope) => LogNear(scope.Kind, scope.Name, scope.Series, scope.Cap);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Limite de séries próximo: {Scope} {Name} tem {Series} de {Limit}")]
    private partial void LogNear(string scope, string name, long series, int limit);
}
