using System.Collections.Concurrent;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;
using Vigia.Instrumentation.Metrics;

namespace Vigia.Integration.Admission;

/// <summary>
/// A token bucket per sender. Their number is bounded: idle ones go when room is needed, and where none is idle further
/// senders share one bucket, which is counted. No timers: a bucket fills when it is asked. Thread safe.
/// </summary>
internal sealed class IdentityRateLimits : IDisposable
{
    private static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, TokenBucketRateLimiter> _limiters = new(StringComparer.Ordinal);
    private readonly RateLimitOptions _options;
    private readonly TimeProvider _time;
    private readonly TokenBucketRateLimiter? _shared;
    private readonly Counter _shares;
    private readonly Lock _growth = new();
    private long _sweptAt;
    private int _count;

    public IdentityRateLimits(IOptions<AdmissionOptions> options, ServiceMetrics metrics, TimeProvider time)
    {
        _options = options.Value.RateLimit;
        _time = time;
        _shares = metrics.Errors.WithLabels("rate_limit_shared", "admission");
        _shared = _options.PermitsPerSecond > 0 ? Create() : null;
    }

    public int Count => Volatile.Read(ref _count);

    /// <summary>Takes one permit. False: none is there before <paramref name="retryAfter"/>.</summary>
    public bool TryAcquire(string subject, out TimeSpan retryAfter)
    {
        retryAfter = TimeSpan.Zero;
        if (_shared is null)
        {
            return true;
        }

        TokenBucketRateLimiter limiter = _limiters.TryGetValue(subject, out TokenBucketRateLimiter? known) ? known : Add(subject);
        limiter.TryReplenish();
        using RateLimitLease lease = limiter.AttemptAcquire();
        if (lease.IsAcquired)
        {
            return true;
        }

        if (!lease.TryGetMetadata(MetadataName.RetryAfter, out retryAfter))
        {
            retryAfter = TimeSpan.FromSeconds(1 / _options.PermitsPerSecond);
        }

        return false;
    }

    public void Dispose()
    {
        _shared?.Dispose();
        foreach (TokenBucketRateLimiter limiter in _limiters.Values)
        {
            limiter.Dispose();
        }
    }

    private TokenBucketRateLimiter Add(string subject)
    {
        lock (_growth)
        {
            if (_limiters.TryGetValue(subject, out TokenBucketRateLimiter? known))
            {
                return known;
            }

            if (_count >= _options.MaxIdentities)
            {
                Sweep();
            }

            if (_count >= _options.MaxIdentities)
            {
                _shares.Increment();
                return _shared!;
            }

            TokenBucketRateLimiter limiter = Create();
            _limiters[subject] = limiter;
            _count++;
            return limiter;
        }
    }

    // A full bucket forgets nothing when it goes. It is not disposed: a sender may hold it at this moment.
    private void Sweep()
    {
        long now = _time.GetTimestamp();
        if (_sweptAt != 0 && _time.GetElapsedTime(_sweptAt, now) < SweepInterval)
        {
            return;
        }

        _sweptAt = now;
        foreach ((string subject, TokenBucketRateLimiter limiter) in _limiters)
        {
            limiter.TryReplenish();
            if (limiter.IdleDuration is not null && _limiters.TryRemove(subject, out _))
            {
                _count--;
            }
        }
    }

    // One token a period: what came together since the last look is added at once, to the exact fraction.
    private TokenBucketRateLimiter Create() => new(new TokenBucketRateLimiterOptions
    {
        TokenLimit = _options.Burst,
        TokensPerPeriod = 1,
        ReplenishmentPeriod = TimeSpan.FromSeconds(1 / _options.PermitsPerSecond),
        AutoReplenishment = false,
        QueueLimit = 0,
    });
}
