using Vigia.Keys;

namespace Vigia.Tests.Keys;

public sealed class KeyLifetimeTests
{
    [Theory]
    [InlineData("90d", 90 * 24 * 60)]
    [InlineData("12h", 12 * 60)]
    [InlineData("1.5h", 90)]
    [InlineData("30m", 30)]
    public void Parse_GoodText_GivesTheTime(string text, double minutes) =>
        Assert.Equal(TimeSpan.FromMinutes(minutes), KeyLifetime.Parse(text, Assert.Fail));

    [Theory]
    [InlineData("")]
    [InlineData("d")]
    [InlineData("0d")]
    [InlineData("-1d")]
    [InlineData("5")]
    [InlineData("5y")]
    [InlineData("36501d")]
    [InlineData("1e9d")]
    [InlineData("NaNd")]
    public void Parse_BadText_AddsOneError(string text)
    {
        var errors = new List<string>();

        Assert.Null(KeyLifetime.Parse(text, errors.Add));
        Assert.Single(errors);
    }
}
