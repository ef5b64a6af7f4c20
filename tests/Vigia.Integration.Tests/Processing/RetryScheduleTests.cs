using CsCheck;
using Vigia.Integration.Processing;
using Xunit;

namespace Vigia.Integration.Tests.Processing;

public sealed class RetryScheduleTests
{
    [Fact]
    public void Delay_AnyAttempt_StaysWithinItsBound() =>
        Gen.Select(Gen.Int[1, 200], Gen.Int[1, 5_000], Gen.Int[1, 600_000], Gen.Double[0, 0.999999]).Sample((attempt, baseMs, capMs, random) =>
        {
            var options = new RetryOptions
            {
                BaseDelay = TimeSpan.FromMilliseconds(Math.Min(baseMs, capMs)),
                MaxDelay = TimeSpan.FromMilliseconds(capMs),
            };
            TimeSpan delay = new RetrySchedule(options, new Fixed(random)).Delay(attempt, null);
            double bound = Math.Min(capMs, Math.Min(baseMs, capMs) * Math.Pow(2, attempt - 1));
            return delay >= TimeSpan.Zero && delay.TotalMilliseconds <= bound + 0.001
                && Math.Abs(delay.TotalMilliseconds - (bound * random)) <= 0.001 + (bound * 1e-6);
        });

    [Fact]
    public void Delay_ManyMessagesAtOnce_AreSpreadOverTheWholeBound()
    {
        var schedule = new RetrySchedule(new RetryOptions(), new Random(7));
        double[] delays = [.. Enumerable.Range(0, 1000).Select(_ => schedule.Delay(4, null).TotalSeconds)];
        for (int eighth = 0; eighth < 8; eighth++)
        {
            Assert.InRange(delays.Count(delay => delay >= eighth && delay < eighth + 1), 60, 200);
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(8, 128)]
    [InlineData(9, 256)]
    [InlineData(10, 300)]
    [InlineData(1000, 300)]
    public void Bound_Defaults_DoublesUpToFiveMinutes(int attempt, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), new RetrySchedule(new RetryOptions()).Bound(attempt));

    [Fact]
    public void Delay_DestinationAsksForMore_WaitsThatLong() =>
        Assert.Equal(TimeSpan.FromMinutes(20), new RetrySchedule(new RetryOptions()).Delay(1, TimeSpan.FromMinutes(20)));

    [Fact]
    public void Delay_DestinationAsksForTooMuch_IsBounded() =>
        Assert.Equal(TimeSpan.FromHours(1), new RetrySchedule(new RetryOptions()).Delay(1, TimeSpan.FromDays(30)));

    [Fact]
    public void Delay_DestinationAsksForLess_KeepsTheBackOff() =>
        Assert.Equal(TimeSpan.FromSeconds(4), new RetrySchedule(new RetryOptions(), new Fixed(0.5)).Delay(4, TimeSpan.FromSeconds(1)));

    private sealed class Fixed(double value) : Random
    {
        public override double NextDouble() => value;
    }
}
