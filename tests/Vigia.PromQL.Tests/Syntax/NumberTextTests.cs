using System.Globalization;
using CsCheck;
using Vigia.PromQL.Syntax.Printing;
using Vigia.PromQL.Syntax.Text;
using Xunit;

namespace Vigia.PromQL.Tests.Syntax;

public sealed class NumberTextTests
{
    [Theory]
    [InlineData(0, "0")]
    [InlineData(-0.0, "-0")]
    [InlineData(1, "1")]
    [InlineData(0.1, "0.1")]
    [InlineData(1e21, "1000000000000000000000")]
    [InlineData(1.5e-7, "0.00000015")]
    [InlineData(123456789.125, "123456789.125")]
    [InlineData(double.PositiveInfinity, "+Inf")]
    [InlineData(double.NegativeInfinity, "-Inf")]
    [InlineData(double.NaN, "NaN")]
    [InlineData(5e-10, "0.0000000005")]
    public void Format_OfANumber_IsThatOfTheApi(double value, string expected) => Assert.Equal(expected, NumberText.Format(value));

    [Theory]
    [InlineData(1.1, "1.1")]
    [InlineData(1e6, "1e+06")]
    [InlineData(123456, "123456")]
    [InlineData(0.0001, "0.0001")]
    [InlineData(0.00001, "1e-05")]
    [InlineData(-2, "-2")]
    public void FormatShort_OfANumber_IsThatOfGo(double value, string expected) => Assert.Equal(expected, NumberText.FormatShort(value));

    [Theory]
    [InlineData(1, "1.0")]
    [InlineData(0.5, "0.5")]
    [InlineData(1e6, "1e+06")]
    [InlineData(double.PositiveInfinity, "+Inf")]
    public void FormatLabel_OfABound_IsThatOfOpenMetrics(double value, string expected) => Assert.Equal(expected, NumberText.FormatLabel(value));

    [Fact]
    public void Format_OfAnyNumber_ReadsBackAsTheSame() => Gen.Double.Sample(value =>
    {
        string text = NumberText.Format(value);
        Assert.DoesNotContain("e", text, StringComparison.OrdinalIgnoreCase);
        if (double.IsFinite(value))
        {
            Assert.Equal(value, double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture));
        }
    });

    [Theory]
    [InlineData("1h30m", 5_400_000)]
    [InlineData("1y2w3d4h5m6s7ms", 33_019_506_007)]
    [InlineData("0", 0)]
    public void TryParse_OfADuration_GivesMilliseconds(string text, long expected)
    {
        Assert.True(DurationText.TryParse(text, out long milliseconds));
        Assert.Equal(expected, milliseconds);
    }

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("m")]
    [InlineData("5m1h")]
    [InlineData("5m5m")]
    [InlineData("1.5h")]
    [InlineData("99999999999999y")]
    public void TryParse_OfWhatIsNoDuration_Refuses(string text) => Assert.False(DurationText.TryParse(text, out _));

    [Fact]
    public void Format_OfAnyDuration_ReadsBackAsTheSame() => Gen.Long[1, 1_000_000_000_000].Sample(milliseconds =>
    {
        Assert.True(DurationText.TryParse(DurationText.Format(milliseconds), out long parsed));
        Assert.Equal(milliseconds, parsed);
    });
}
