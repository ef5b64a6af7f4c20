using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Vigia.Instrumentation.Health;

/// <summary>
/// Runs every check on its own loop: once the host has started, then once per interval, never twice at the same time. A check that does not
/// come back in time is reported as timed out and left alone; until it does come back it is not started again, so that
/// a hanging dependency costs one task and no more.
/// </summary>
internal sealed partial class HealthCheckRunner : BackgroundService
{
    // A check that heeds its cancellation still gets to say what it found until then.
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(500);

    private readonly HealthBoard _board;
    private readonly HealthOptions _options;
    private readonly IServiceScopeFactory _scopes;
    private readonly TimeProvider _time;
    private readonly ILogger<HealthCheckRunner> _logger;
    private readonly IHostApplicationLifetime? _lifetime;

    public HealthCheckRunner(
        HealthBoard board,
        IOptions<VigiaInstrumentationOptions> options,
        IServiceScopeFactory scopes,
        TimeProvider time,
        ILogger<HealthCheckRunner> logger,
        IHostApplicationLifetime? lifetime = null)
    {
        _board = board;
        _options = options.Value.Health;
        _scopes = scopes;
        _time = time;
        _logger = logger;
        _lifetime = lifetime;
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(Enumerable.Range(0, _board.Count).Select(index => LoopAsync(index, stoppingToken)));

    private async Task LoopAsync(int index, CancellationToken stopping)
    {
        HealthCheckRegistration registration = _board.Registrations[index];
        TimeSpan period = registration.Period ?? _options.Interval;
        Task<HealthCheckResult>? running = null;
        try
        {
            await HostStartedAsync(stopping).ConfigureAwait(false);
            await Task.Delay(registration.Delay ?? TimeSpan.Zero, _time, stopping).ConfigureAwait(false);
            while (true)
            {
                running = await RoundAsync(index, registration, running, stopping).ConfigureAwait(false);
                await Task.Delay(Jittered(period), _time, stopping).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    // A database that a later service has yet to open is not ill, and a first round that says so would stand for a whole interval.
    private Task HostStartedAsync(CancellationToken stopping)
    {
        if (_lifetime is null)
        {
            return Task.CompletedTask;
        }

        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _lifetime.ApplicationStarted.Register(() => started.TrySetResult());
        return started.Task.WaitAsync(stopping);
    }

    /// <returns>The check that still runs, or null.</returns>
    private async Task<Task<HealthCheckResult>?> RoundAsync(
        int index, HealthCheckRegistration registration, Task<HealthCheckResult>? running, CancellationToken stopping)
    {
        TimeSpan timeout = registration.Timeout > TimeSpan.Zero ? registration.Timeout : _options.Timeout;
        long start = _time.GetTimestamp();
        if (running is { IsCompleted: false })
        {
            Report(index, TimedOut(registration, timeout, "; the check still hangs and was not started again"), TimeSpan.Zero);
            return running;
        }

        using var timeLimit = new CancellationTokenSource(timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeLimit.Token, stopping);
        CancellationToken cancellation = either.Token;

        // On the pool, since a check may block its thread before it first awaits.
        Task<HealthCheckResult> check = Task.Run(() => CheckAsync(registration, timeout, cancellation), CancellationToken.None);
        try
        {
            HealthCheckResult result = await check.WaitAsync(timeout + Grace, _time, stopping).ConfigureAwait(false);
            Report(index, result, _time.GetElapsedTime(start));
            return null;
        }
        catch (TimeoutException)
        {
            Report(index, TimedOut(registration, timeout, ""), _time.GetElapsedTime(start));
            return check;
        }
    }

    /// <summary>Never throws: what a check throws is its result.</summary>
    private async Task<HealthCheckResult> CheckAsync(HealthCheckRegistration registration, TimeSpan timeout, CancellationToken cancellationToken)
    {
        try
        {
            await using AsyncServiceScope scope = _scopes.CreateAsyncScope();
            IHealthCheck check = registration.Factory(scope.ServiceProvider);
            return await check.CheckHealthAsync(new HealthCheckContext { Registration = registration }, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return TimedOut(registration, timeout, "");
        }
        catch (Exception exception)
        {
            return new HealthCheckResult(registration.FailureStatus, exception.Message, exception);
        }
    }

    private void Report(int index, HealthCheckResult result, TimeSpan duration)
    {
        CheckRecord before = _board[index];
        CheckRecord after = _board.Record(index, result, _time.GetUtcNow(), duration);
        if (before.Trail.CheckedAt is not null && before.Trail.Status == after.Trail.Status)
        {
            return;
        }

        string status = after.Trail.Status.ToGuideWord();
        if (after.Trail.Status == HealthStatus.Healthy)
        {
            LogHealthy(_logger, after.Name, status);
        }
        else
        {
            LogUnhealthy(_logger, result.Exception, after.Name, status, after.Trail.Output);
        }
    }

    private TimeSpan Jittered(TimeSpan period) =>
        period * (1 + (_options.Jitter * ((Random.Shared.NextDouble() * 2) - 1)));

    private static HealthCheckResult TimedOut(HealthCheckRegistration registration, TimeSpan timeout, string addition) =>
        new(registration.FailureStatus, FormattableString.Invariant($"Timed out after {timeout.TotalSeconds:0.###} s{addition}."));

    [LoggerMessage(Level = LogLevel.Information, Message = "Verificação de {Check}: {Status}")]
    private static partial void LogHealthy(ILogger logger, string check, string status);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Verificação de {Check}: {Status} ({Reason})")]
    private static partial void LogUnhealthy(ILogger logger, Exception? exception, string check, string status, string? reason);
}
