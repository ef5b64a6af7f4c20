using System.IO.Hashing;
using System.Text;
using Microsoft.Extensions.Logging;
using Vigia.Model.Metrics;
using Vigia.Server.Configuration.Model;
using Vigia.Server.Exposition;
using Vigia.Server.Scraping.Cache;
using Vigia.Server.Scraping.Cardinality;
using Vigia.Server.Scraping.Targets;

namespace Vigia.Server.Scraping;

/// <summary>Scrapes one target at its interval until it is stopped. <see cref="Status"/> is safe from any thread.</summary>
internal sealed partial class ScrapeLoop : IDisposable
{
    private readonly ScrapeContext _context;
    private readonly ScrapeConfiguration _job;
    private readonly CardinalityScope _scope;
    private readonly ScrapeAppender _appender;
    private readonly TargetFetcher _fetcher;
    private readonly ScrapeReport _report;
    private readonly CancellationTokenSource _stop = new();
    private readonly Vigia.Instrumentation.Metrics.Histogram _durations;
    private volatile TargetStatus _status;
    private volatile string? _forcedError;
    private Task _running = Task.CompletedTask;
    private long _lastTimestamp;

    public ScrapeLoop(ScrapeTarget target, ScrapeConfiguration job, HttpClient client, ScrapeContext context, ScrapeLoop? earlier)
    {
        (Target, _job, _context) = (target, job, context);
        _scope = context.Guard.Open(job.JobName, target.Url.ToString());
        _appender = new ScrapeAppender(context.Sink, new SampleRules(target.Labels, job), context.Guard, _scope, context.Metrics);
        if (earlier is not null)
        {
            _appender.Adopt(earlier._appender);
            _lastTimestamp = earlier._lastTimestamp;
        }

        _fetcher = new TargetFetcher(target, job, client, context.Options, context.Metrics);
        _report = new ScrapeReport(context.Sink, target.Labels, job.ExtraMetrics);
        _durations = context.Metrics.Duration.WithLabels(job.JobName);
        _status = new TargetStatus
        {
            DiscoveredLabels = target.Discovered,
            Labels = target.Labels,
            ScrapePool = job.JobName,
            ScrapeUrl = target.Url,
            LastError = "",
            ScrapeInterval = target.Interval,
            ScrapeTimeout = target.Timeout,
        };
    }

    public ScrapeTarget Target { get; }

    public TargetStatus Status => _status;

    public TargetMetadataStore Metadata => _appender.Metadata;

    /// <summary>Fails every scrape with this error, without asking the target; null scrapes again.</summary>
    public string? ForcedError
    {
        get => _forcedError;
        set => _forcedError = value;
    }

    /// <summary>Begins to scrape.</summary>
    public void Start() => _running = Task.Run(() => RunAsync(_stop.Token));

    /// <summary>Ends; returns when the scrape under way has ended.</summary>
    /// <param name="isGone">Whether the target is no more, so that the ends of its series are marked.</param>
    public async Task StopAsync(bool isGone)
    {
        await _stop.CancelAsync();
        await _running;
        if (isGone)
        {
            long now = Math.Max(_context.Time.GetUtcNow().ToUnixTimeMilliseconds(), _lastTimestamp + 1);
            using ScrapeContext.BatchLease lease = _context.RentBatch();
            _appender.Fail(now, lease.Batch);
            _report.End(now);
        }

        _context.Guard.Close(_scope);
        Dispose();
    }

    public void Dispose() => _stop.Dispose();

    /// <summary>
    /// When the first scrape is due: at a point of the interval that the target's own name decides, so that targets are spread, and the same after
    /// a restart.
    /// </summary>
    internal static TimeSpan Offset(ScrapeTarget target, DateTimeOffset now)
    {
        ulong hash = XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(target.Labels.ToString() + target.Url));
        long interval = target.Interval.Ticks;
        long due = (long)(hash % (ulong)interval) - (now.UtcTicks % interval);
        return TimeSpan.FromTicks(due < 0 ? due + interval : due);
    }

    private async Task RunAsync(CancellationToken stop)
    {
        try
        {
            DateTimeOffset now = _context.Time.GetUtcNow();
            DateTimeOffset due = now + Offset(Target, now);
            while (true)
            {
                TimeSpan wait = due - _context.Time.GetUtcNow();
                if (wait > TimeSpan.Zero)
                {
                    await Task.Delay(wait, _context.Time, stop);
                }

                try
                {
                    await ScrapeAsync(due, stop);
                }
                catch (Exception exception) when (!stop.IsCancellationRequested)
                {
                    // The sink failed, or something unforeseen: seen here, and tried again in the next turn.
                    LogUnexpected(exception, Target.Url.ToString());
                    _status = _status with { Health = TargetHealth.Down, LastError = exception.Message };
                }

                now = _context.Time.GetUtcNow();
                due += Target.Interval;
                if (due < now)
                {
                    // A scrape that took too long leaves out what it missed.
                    due += Target.Interval * Math.Ceiling((now - due) / Target.Interval);
                }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return;
        }
    }

    private async Task ScrapeAsync(DateTimeOffset due, CancellationToken stop)
    {
        DateTimeOffset start = _context.Time.GetUtcNow();
        long began = _context.Time.GetTimestamp();
        TimeSpan tolerance = Target.Interval / 100;
        tolerance = tolerance < _context.Options.TimestampTolerance ? tolerance : _context.Options.TimestampTolerance;
        long timestamp = ((start - due).Duration() <= tolerance ? due : start).ToUnixTimeMilliseconds();
        timestamp = Math.Max(timestamp, _lastTimestamp + 1);
        _lastTimestamp = timestamp;

        using ScrapeContext.BatchLease lease = _context.RentBatch();
        string? error = await TryScrapeAsync(timestamp, lease.Batch, stop);
        if (error is not null)
        {
            _appender.Fail(timestamp, lease.Batch);
            LogFailed(Target.Url.ToString(), error);
        }

        TimeSpan duration = _context.Time.GetElapsedTime(began);
        _durations.Observe(duration.TotalSeconds);
        _report.Write(timestamp, error is null, duration, _appender.Counts, Target.Timeout, _job.Limits.Samples, BodyBytes(error));
        _status = _status with
        {
            Health = error is null ? TargetHealth.Up : TargetHealth.Down,
            LastError = error ?? "",
            LastScrape = start,
            LastScrapeDuration = duration,
        };
    }

    // Prometheus says -1 for a body that was too large.
    private double BodyBytes(string? error) => error == "body size limit exceeded" ? -1 : _fetcher.BodyBytes;

    /// <returns>Why it failed; null where it did not.</returns>
    private async Task<string?> TryScrapeAsync(long timestamp, SampleBatch batch, CancellationToken stop)
    {
        _appender.CountNothing();
        if (_forcedError is { } forced)
        {
            return forced;
        }

        using var timeout = new CancellationTokenSource(Target.Timeout, _context.Time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop, timeout.Token);
        try
        {
            using IDisposable turn = await _context.EnterAsync(limit.Token);
            using PooledBody body = await _fetcher.FetchAsync(limit.Token);
            _appender.Append(body.Span, AcceptText.Format(_fetcher.ContentType, _job.FallbackProtocol), timestamp, batch);
            return null;
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !stop.IsCancellationRequested)
        {
            return $"Get \"{Target.Url}\": context deadline exceeded";
        }
        catch (ScrapeException exception)
        {
            _context.Metrics.ExceededLabelLimits.Increment(exception.IsLabelLimit ? 1 : 0);
            return exception.Message;
        }
        catch (ExpositionException exception)
        {
            return exception.Message;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // No connection, a secret's file that is missing, a token server that answers nonsense: the target is down, and the reason is shown.
            return $"Get \"{Target.Url}\": {exception.InnerException?.Message ?? exception.Message}";
        }
    }

    private void LogUnexpected(Exception exception, string target) => Log.Unexpected(_context.Logger, exception, _job.JobName, target);

    private void LogFailed(string target, string error) => Log.Failed(_context.Logger, _job.JobName, target, error);

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Debug, Message = "Coleta falhou: {Error}")]
        public static partial void Failed(ILogger logger, string job, string target, string error);

        [LoggerMessage(Level = LogLevel.Error, Message = "Coleta falhou de modo inesperado")]
        public static partial void Unexpected(ILogger logger, Exception exception, string job, string target);
    }
}
