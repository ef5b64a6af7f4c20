using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Vigia.Instrumentation.Metrics;

namespace Vigia.Server.Access;

/// <summary>Counts every refusal, logs them within a rate, and slows down whoever tries many. Thread safe.</summary>
internal sealed partial class AccessMonitor : IDisposable
{
    /// <summary>Refusals of one address in a minute after which it gets 429.</summary>
    private const int RefusalsPerMinute = 600;

    private readonly MetricFamily<Counter> _refused;
    private readonly ILogger<AccessMonitor> _logger;
    private readonly PartitionedRateLimiter<string> _addresses = PartitionedRateLimiter.Create<string, string>(static address =>
        RateLimitPartition.GetFixedWindowLimiter(
            address, static _ => new FixedWindowRateLimiterOptions { PermitLimit = RefusalsPerMinute, Window = TimeSpan.FromMinutes(1), QueueLimit = 0 }));

    private readonly TokenBucketRateLimiter _lines = new(new TokenBucketRateLimiterOptions
    {
        TokenLimit = 50,
        TokensPerPeriod = 10,
        ReplenishmentPeriod = TimeSpan.FromSeconds(1),
        QueueLimit = 0,
    });

    public AccessMonitor(MetricRegistry metrics, ILogger<AccessMonitor> logger)
    {
        _refused = metrics.CreateCounter("vigia_access_refused_total", "Requests to the monitor that were refused, by reason.", ["reason"]);
        _logger = logger;
    }

    /// <summary>Notes a refusal.</summary>
    /// <returns>False: this address was refused so often that it should wait.</returns>
    public bool Refused(HttpContext context, string reason, string? token)
    {
        _refused.WithLabels(reason).Increment();
        string address = context.Connection.RemoteIpAddress?.ToString() ?? "";
        using RateLimitLease line = _lines.AttemptAcquire();
        if (line.IsAcquired)
        {
            LogRefused(reason, token, address, context.Request.Method, context.Request.Path.Value);
        }

        using RateLimitLease lease = _addresses.AttemptAcquire(address);
        return lease.IsAcquired;
    }

    public void Dispose()
    {
        _addresses.Dispose();
        _lines.Dispose();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Acesso recusado: {reason}")]
    private partial void LogRefused(string reason, string? token, string remoteAddress, string method, string? path);
}
