using Microsoft.Extensions.Options;
using Vigia.Instrumentation.Metrics;
using Vigia.Integration.Admission;
using Xunit;

namespace Vigia.Integration.Tests.Admission;

public sealed class IdentityRateLimitsTests : IDisposable
{
    private readonly ServiceMetrics _metrics = new(new MetricRegistry());
    private IdentityRateLimits? _limits;

    public void Dispose() => _limits?.Dispose();

    [Fact]
    public void TryAcquire_BurstUsed_IsRefusedWithItsWaitAndOthersAreNot()
    {
        Create(permits: 0.001, burst: 3);

        Assert.Equal([true, true, true, false], Enumerable.Range(0, 4).Select(_ => _limits!.TryAcquire("a", out TimeSpan _)));
        Assert.False(_limits!.TryAcquire("a", out TimeSpan wait));
        Assert.InRange(wait.TotalSeconds, 900, 1_001);
        Assert.True(_limits.TryAcquire("b", out _));
    }

    [Fact]
    public void TryAcquire_NoLimit_AlwaysAllows()
    {
        Create(permits: 0, burst: 1);

        Assert.All(Enumerable.Range(0, 100), _ => Assert.True(_limits!.TryAcquire("a", out TimeSpan _)));
        Assert.Equal(0, _limits!.Count);
    }

    [Fact]
    public void TryAcquire_MoreSendersThanAreToldApart_ShareOneLimitAndAreCounted()
    {
        Create(permits: 0.001, burst: 2, identities: 2);
        Assert.True(_limits!.TryAcquire("a", out _));
        Assert.True(_limits.TryAcquire("b", out _));

        Assert.True(_limits.TryAcquire("c", out _));
        Assert.True(_limits.TryAcquire("d", out _));
        Assert.False(_limits.TryAcquire("e", out _));
        Assert.True(_limits.TryAcquire("a", out _));
        Assert.Equal(2, _limits.Count);
        Assert.Equal(3, _metrics.Errors.WithLabels("rate_limit_shared", "admission").Value);
    }

    [Fact]
    public void TryAcquire_SendersWithFullBuckets_MakeRoom()
    {
        // A bucket of so fast a rate is full again at the next look.
        Create(permits: 1_000_000, burst: 1, identities: 2);
        foreach (string subject in new[] { "a", "b", "c" })
        {
            Assert.True(_limits!.TryAcquire(subject, out _));
        }

        Assert.InRange(_limits!.Count, 1, 2);
        Assert.Equal(0, _metrics.Errors.WithLabels("rate_limit_shared", "admission").Value);
    }

    private void Create(double permits, int burst, int identities = 100) => _limits = new IdentityRateLimits(
        Options.Create(new AdmissionOptions { RateLimit = new() { PermitsPerSecond = permits, Burst = burst, MaxIdentities = identities } }),
        _metrics,
        TimeProvider.System);
}
