using System.Globalization;
using Vigia.Console.Time;
using Xunit;

namespace Vigia.Console.Tests.Time;

public sealed class TimeTextTests
{
    // A Wednesday.
    private static readonly DateTimeOffset Now = DateTimeOffset.Parse("2026-03-11T14:25:36.789Z", CultureInfo.InvariantCulture);
    private static readonly TimeZoneInfo SaoPaulo = TimeZoneInfo.FindSystemTimeZoneById("America/Sao_Paulo");

    [Theory]
    [InlineData("now", "2026-03-11T14:25:36.789Z")]
    [InlineData("now-6h", "2026-03-11T08:25:36.789Z")]
    [InlineData("now-1d+2h", "2026-03-10T16:25:36.789Z")]
    [InlineData("now-1M", "2026-02-11T14:25:36.789Z")]
    [InlineData("now/h", "2026-03-11T14:00:00Z")]
    [InlineData("now/d", "2026-03-11T00:00:00Z")]
    [InlineData("now/w", "2026-03-08T00:00:00Z")]
    [InlineData("now-1M/M", "2026-02-01T00:00:00Z")]
    [InlineData("now/y", "2026-01-01T00:00:00Z")]
    [InlineData("1700000000000", "2023-11-14T22:13:20Z")]
    [InlineData("2026-01-31 08:00", "2026-01-31T08:00:00Z")]
    [InlineData("2026-01-31T08:00:00-03:00", "2026-01-31T11:00:00Z")]
    public void TryRead_OfAStart_IsThatMoment(string text, string expected)
    {
        Assert.True(TimeText.TryRead(text, Now, TimeZoneInfo.Utc, isEnd: false, out DateTimeOffset time));
        Assert.Equal(DateTimeOffset.Parse(expected, CultureInfo.InvariantCulture), time);
    }

    [Theory]
    [InlineData("now/d", "2026-03-11T23:59:59.999Z")]
    [InlineData("now-1d/d", "2026-03-10T23:59:59.999Z")]
    [InlineData("now/M", "2026-03-31T23:59:59.999Z")]
    [InlineData("now", "2026-03-11T14:25:36.789Z")]
    public void TryRead_OfAnEnd_RoundsToTheUnitsEnd(string text, string expected)
    {
        Assert.True(TimeText.TryRead(text, Now, TimeZoneInfo.Utc, isEnd: true, out DateTimeOffset time));
        Assert.Equal(DateTimeOffset.Parse(expected, CultureInfo.InvariantCulture), time);
    }

    [Theory]
    [InlineData("now/d", "2026-03-11T03:00:00Z")]
    [InlineData("2026-01-31 08:00", "2026-01-31T11:00:00Z")]
    public void TryRead_InAZone_BeginsDaysThere(string text, string expected)
    {
        Assert.True(TimeText.TryRead(text, Now, SaoPaulo, isEnd: false, out DateTimeOffset time));
        Assert.Equal(DateTimeOffset.Parse(expected, CultureInfo.InvariantCulture), time);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("yesterday")]
    [InlineData("now-")]
    [InlineData("now-6q")]
    [InlineData("now/dd")]
    [InlineData("now6h")]
    [InlineData("now-999999999y")]
    [InlineData("99999999999999999")]
    public void TryRead_OfSomethingElse_IsRefused(string? text) =>
        Assert.False(TimeText.TryRead(text, Now, TimeZoneInfo.Utc, isEnd: false, out _));
}
