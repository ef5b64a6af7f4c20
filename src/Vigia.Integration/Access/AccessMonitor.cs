using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Vigia.Instrumentation.Metrics;

namespace Vigia.Integration.Access;

/// <summary>
/// Makes every attempt and every refusal visible: in the metrics always, in the log within a rate, so that a flood of
/// refusals cannot fill the disk. What the log leaves out is counted and told. Thread safe.
/// </summary>
internal sealed partial class AccessMonitor
{
    /// <summary>Lines at once after a quiet time, and lines a second after that.</summary>
    private const int Burst = 50;
    private const int LinesPerSecond = 10;

    private readonly ServiceMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger<AccessMonitor> _logger;
    private readonly Counter _succeeded;
    private readonly Counter _failed;
    private readonly ConcurrentDictionary<(string Protocol, string Reason), Counter> _denied = new();
    private readonly Lock _budgetLock = new();
    private double _budget = Burst;
    private long _budgetAt;
    private long _suppressed;

    public AccessMonitor(ServiceMetrics metrics, TimeProvider time, ILogger<AccessMonitor> logger)
    {
        _metrics = metrics;
        _time = time;
        _logger = logger;
        _succeeded = metrics.AuthAttempts.WithLabels("true");
        _failed = metrics.AuthAttempts.WithLabels("false");
        _budgetAt = time.GetTimestamp();
    }

    /// <summary>A caller was let in.</summary>
    public void Succeeded() => _succeeded.Increment();

    /// <summary>A caller was turned away.</summary>
    /// <param name="credentials">Its secret is not read.</param>
    /// <param name="failure">Why.</param>
    /// <param name="who">A key's id or a verified token's subject, where one is known.</param>
    public void Refused(Credentials credentials, AuthenticationFailure failure, string? who)
    {
        _failed.Increment();
        string reason = failure.Reason();
        if (failure is AuthenticationFailure.Expired)
        {
            _metrics.TokensExpired.WithLabels(credentials.Protocol).Increment();
        }

        if (failure.IsSecurityError())
        {
            _metrics.SecurityErrors.WithLabels(reason).Increment();
        }

        Denied(credentials.Protocol, reason, who, null, credentials.RemoteAddress, credentials.RequestId);
    }

    /// <summary>A known caller asked for what it may not do.</summary>
    public void MissingScope(string protocol, Identity identity, string scope, string? remoteAddress, string? requestId = null) =>
        Denied(protocol, "missing_scope", identity.Subject, scope, remoteAddress, requestId);

    /// <summary>A long connection ends because its caller's credentials did.</summary>
    public void Ended(string protocol, Identity identity, bool hasExpired, string? remoteAddress)
    {
        AuthenticationFailure reason = hasExpired ? AuthenticationFailure.Expired : AuthenticationFailure.Revoked;
        if (hasExpired)
        {
            _metrics.TokensExpired.WithLabels(protocol).Increment();
        }

        Denied(protocol, reason.Reason(), identity.Subject, null, remoteAddress, null);
    }

    /// <summary>Tells how many lines were left out since the last one, if any were.</summary>
    public void FlushSuppressed()
    {
        if (Volatile.Read(ref _suppressed) > 0 && TryTake())
        {
            LogSuppressed(_logger, Interlocked.Exchange(ref _suppressed, 0));
        }
    }

    private void Denied(string protocol, string reason, string? who, string? scope, string? remoteAddress, string? requestId)
    {
        _denied.GetOrAdd((protocol, reason), static (key, metrics) => metrics.AccessDenied.WithLabels(key.Protocol, key.Reason), _metrics)
            .Increment();
        if (!TryTake())
        {
            Interlocked.Increment(ref _suppressed);
            return;
        }

        using IDisposable? context = _logger.BeginScope(
            requestId is null
                ? new KeyValuePair<string, object?>[] { new("ip", remoteAddress) }
                : [new("request_id", requestId), new("ip", remoteAddress)]);
        LogDenied(_logger, protocol, reason, who, scope, Interlocked.Exchange(ref _suppressed, 0));
    }

    private bool TryTake()
    {
        lock (_budgetLock)
        {
            long now = _time.GetTimestamp();
            _budget = Math.Min(Burst, _budget + (_time.GetElapsedTime(_budgetAt, now).TotalSeconds * LinesPerSecond));
            _budgetAt = now;
            if (_budget < 1)
            {
                return false;
            }

            _budget--;
            return true;
        }
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "Acesso negado")]
    private static partial void LogDenied(ILogger logger, string protocol, string reason, string? subject, string? scope, long suppressed);

    [LoggerMessage(EventId = 2, Level = LogLevel.Warning, Message = "Acessos negados sem linha própria no log")]
    private static partial void LogSuppressed(ILogger logger, long suppressed);
}
