using Vigia.Demo;

namespace Vigia.Tests.Demo;

public sealed class LatencyWindowTests
{
    [Fact]
    public void Quantile_Empty_IsNull() => Assert.Null(new LatencyWindow().Quantile(0.5));

    [Fact]
    public void Quantile_HundredValues_IsTheNearestRank()
    {
        var window = new LatencyWindow();
        for (int i = 1; i <= 100; i++)
        {
            window.Add(TimeSpan.FromMilliseconds(i));
        }

        Assert.Equal(50, window.Quantile(0.5)!.Value.TotalMilliseconds, 3);
        Assert.Equal(95, window.Quantile(0.95)!.Value.TotalMilliseconds, 3);
    }

    [Fact]
    public void Quantile_MoreThanTheWindowHolds_ForgetsTheOldest()
    {
        var window = new LatencyWindow();
        window.Add(TimeSpan.FromHours(1));
        for (int i = 0; i < 3000; i++)
        {
            window.Add(TimeSpan.FromMilliseconds(5));
        }

        Assert.Equal(5, window.Quantile(1)!.Value.TotalMilliseconds, 3);
    }
}
