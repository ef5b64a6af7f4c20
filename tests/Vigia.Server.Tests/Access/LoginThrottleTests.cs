using Microsoft.Extensions.Time.Testing;
using Vigia.Instrumentation.Metrics;
using Vigia.Server.Access.Logins;
using Xunit;

namespace Vigia.Server.Tests.Access;

public sealed class LoginThrottleTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly LoginThrottle _throttle;

    public LoginThrottleTests() => _throttle = new LoginThrottle(new MetricRegistry(), _time);

    [Fact]
    public void Begin_StrangerFailsForever_TheUserElsewhereIsNotHeldUp()
    {
        for (int i = 0; i < 10_000; i++)
        {
            _throttle.Begin("192.0.2.1", "admin");
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.NotEqual(TimeSpan.Zero, _throttle.Begin("192.0.2.1", "admin"));
        Assert.Equal(TimeSpan.Zero, _throttle.Begin("192.0.2.2", "admin"));
    }

    [Fact]
    public void Begin_FailuresForever_WaitAQuarterOfAnHourAtMost()
    {
        TimeSpan longest = TimeSpan.Zero;
        for (int i = 0; i < 100; i++)
        {
            TimeSpan wait = _throttle.Begin("192.0.2.1", "admin");
            longest = wait > longest ? wait : longest;
            _time.Advance(wait);
        }

        Assert.Equal(TimeSpan.FromMinutes(15), longest);
    }

    [Fact]
    public void Begin_ManyAtOnce_GetNoMoreGuessesThanOneAfterTheOther() =>
        Assert.Equal(5, Enumerable.Range(0, 100).Count(_ => _throttle.Begin("192.0.2.1", "admin") == TimeSpan.Zero));

    [Fact]
    public void Begin_ManyUsersOfOnePlace_AreHeldUpTogether() =>
        Assert.Equal(30, Enumerable.Range(0, 100).Count(i => _throttle.Begin("192.0.2.1", "user" + i) == TimeSpan.Zero));

    [Fact]
    public void Begin_AnHourAfterTheLastFailure_StartsAnew()
    {
        for (int i = 0; i < 5; i++)
        {
            _throttle.Begin("192.0.2.1", "admin");
        }

        _time.Advance(TimeSpan.FromMinutes(61));
        Assert.Equal(5, Enumerable.Range(0, 10).Count(_ => _throttle.Begin("192.0.2.1", "admin") == TimeSpan.Zero));
    }

    [Fact]
    public void Succeeded_AfterFailures_FreesTheUserAndNotThePlace()
    {
        int tries = 0;
        while (_throttle.Begin("192.0.2.1", "own") == TimeSpan.Zero)
        {
            // One's own account must not buy guesses at others'.
            _throttle.Succeeded("192.0.2.1", "own");
            if (_throttle.Begin("192.0.2.1", "victim" + tries) != TimeSpan.Zero)
            {
                break;
            }

            tries++;
        }

        Assert.Equal(30, tries);
    }

    [Fact]
    public void Fail_MoreKeysThanFit_ForgetsTheOldestAndCountsIt()
    {
        var table = new AttemptTable(free: 1, capacity: 3);
        DateTimeOffset now = _time.GetUtcNow();
        foreach (string key in new[] { "a", "b", "c", "a", "d" })
        {
            table.Fail(key, now);
        }

        Assert.Equal(3, table.Count);
        Assert.Equal(1, table.Evicted);
        Assert.Equal(TimeSpan.Zero, table.Wait("b", now));
        Assert.NotEqual(TimeSpan.Zero, table.Wait("a", now));
    }
}
