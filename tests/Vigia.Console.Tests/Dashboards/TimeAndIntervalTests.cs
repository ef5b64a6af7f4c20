using Vigia.Console.Dashboards.Templating;
using Xunit;

namespace Vigia.Console.Tests.Dashboards;

public sealed class TimeAndIntervalTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 18, 10, 20, 30, TimeSpan.Zero);

    [Theory]
    [InlineData("now", false, "2026-03-18T10:20:30Z")]
    [InlineData("now-6h", false, "2026-03-18T04:20:30Z")]
    [InlineData("now-1d/d", false, "2026-03-17T03:00:00Z")]
    [InlineData("now/d", true, "2026-03-19T02:59:59.999Z")]
    [InlineData("now-1M/M", false, "2026-02-01T03:00:00Z")]
    [InlineData("now/w", false, "2026-03-16T03:00:00Z")]
    [InlineData("1767225600000", false, "2026-01-01T00:00:00Z")]
    [InlineData("2026-01-01T00:00:00Z", false, "2026-01-01T00:00:00Z")]
    public void TryParse_Expressions_FollowTheZone(string text, bool roundsUp, string expected)
    {
        Assert.True(TimeExpression.TryParse(text, Now, TimeZoneInfo.FindSystemTimeZoneById("America/Sao_Paulo"), roundsUp, out long milliseconds));
        Assert.Equal(DateTimeOffset.Parse(expected, System.Globalization.CultureInfo.InvariantCulture), DateTimeOffset.FromUnixTimeMilliseconds(milliseconds));
    }

    [Theory]
    [InlineData("now-")]
    [InlineData("now-6")]
    [InlineData("now-6x")]
    [InlineData("now-9999999999y")]
    [InlineData("now-99999999y")]
    [InlineData("now/")]
    [InlineData("yesterday")]
    public void TryParse_WhatIsNoTime_IsRefused(string text) =>
        Assert.False(TimeExpression.TryParse(text, Now, TimeZoneInfo.Utc, roundsUp: false, out _));

    [Theory]
    [InlineData("15s", 15_000)]
    [InlineData("1h30m", 5_400_000)]
    [InlineData(">30s", 30_000)]
    [InlineData("100ms", 100)]
    [InlineData("1d", 86_400_000)]
    [InlineData("30", 30_000)]
    public void Duration_Texts_AreRead(string text, long expected)
    {
        Assert.True(DurationText.TryParse(text, out long milliseconds));
        Assert.Equal(expected, milliseconds);
    }

    [Theory]
    [InlineData(75_000, "1m15s")]
    [InlineData(60_000, "1m")]
    [InlineData(90, "90ms")]
    [InlineData(86_400_000, "1d")]
    public void Format_Milliseconds_ArePromqls(long milliseconds, string expected) => Assert.Equal(expected, DurationText.Format(milliseconds));

    [Theory]
    [InlineData(6 * 3600, 700, 15, 30)]
    [InlineData(3600, 700, 15, 15)]
    [InlineData(24 * 3600, 700, 15, 120)]
    [InlineData(7 * 24 * 3600, 700, 15, 900)]
    [InlineData(3600, 10, 60, 300)]
    [InlineData(30 * 24 * 3600, 11_000, 1, 300)]
    public void Choose_RangeAndPoints_IsGrafanasStep(long seconds, int points, long least, long expected) =>
        Assert.Equal(expected * 1000, QueryInterval.Choose(seconds * 1000, points, least * 1000));

    [Fact]
    public void Rate_OfAnInterval_HoldsFourScrapes()
    {
        Assert.Equal(60_000, QueryInterval.Rate(15_000, 15_000));
        Assert.Equal(135_000, QueryInterval.Rate(120_000, 15_000));
    }
}
