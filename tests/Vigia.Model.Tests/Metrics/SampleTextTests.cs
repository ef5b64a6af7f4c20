using System.Globalization;
using System.Text;
using CsCheck;
using Vigia.Model.Metrics;
using Xunit;

namespace Vigia.Model.Tests.Metrics;

public sealed class SampleTextTests
{
    [Theory]
    [InlineData(0, "0", "0")]
    [InlineData(-0.0, "-0", "-0")]
    [InlineData(1, "1", "1")]
    [InlineData(-12.5, "-12.5", "-12.5")]
    [InlineData(0.1, "0.1", "0.1")]
    [InlineData(1e15, "1000000000000000", "1000000000000000")]
    [InlineData(1.5e17, "150000000000000000", "150000000000000000")]
    [InlineData(123456789012345680000.0, "123456789012345680000", "123456789012345680000")]
    [InlineData(1e21, "1000000000000000000000", "1e+21")]
    [InlineData(-1.25e21, "-1250000000000000000000", "-1.25e+21")]
    [InlineData(0.000001, "0.000001", "0.000001")]
    [InlineData(0.0000125, "0.0000125", "0.0000125")]
    [InlineData(1e-7, "0.0000001", "1e-07")]
    [InlineData(-1.5e-7, "-0.00000015", "-1.5e-07")]
    [InlineData(1e-100, null, "1e-100")]
    [InlineData(double.NaN, "NaN", "NaN")]
    [InlineData(double.PositiveInfinity, "+Inf", "+Inf")]
    [InlineData(double.NegativeInfinity, "-Inf", "-Inf")]
    [InlineData(1e9, "1000000000", "1000000000")]
    [InlineData(999999999.999999, "999999999.999999", "999999999.999999")]
    [InlineData(-0.000001, "-0.000001", "-0.000001")]
    [InlineData(100.10, "100.1", "100.1")]
    [InlineData(12345678901.25, "12345678901.25", "12345678901.25")]
    [InlineData(99999999999999.9, "99999999999999.9", "99999999999999.9")]
    [InlineData(0.30000000000000004, "0.30000000000000004", "0.30000000000000004")]
    [InlineData(1.0000001, "1.0000001", "1.0000001")]
    public void Write_Value_IsWhatGoPrints(double value, string? plain, string json)
    {
        if (plain is not null)
        {
            Assert.Equal(plain, SampleText.Format(value));
        }

        Assert.Equal(json, Json(value));
    }

    [Fact]
    public void Write_AnyFiniteValue_ReadsBackAsTheSame() => Gen.Double.Where(double.IsFinite).Sample(value =>
        Same(double.Parse(SampleText.Format(value), CultureInfo.InvariantCulture), value)
        && !SampleText.Format(value).Contains('e', StringComparison.OrdinalIgnoreCase)
        && Same(double.Parse(Json(value), CultureInfo.InvariantCulture), value));

    [Fact]
    public void WriteJson_Decimals_AreTheShortestDigits() => Gen.Select(Gen.Long[-999_999_999_999_999, 999_999_999_999_999], Gen.Int[0, 9]).Sample((digits, decimals) =>
    {
        double value = digits / Math.Pow(10, decimals);
        return Math.Abs(value) is > 0 and < 1e-4 || Json(value) == value.ToString("R", CultureInfo.InvariantCulture);
    });

    private static bool Same(double a, double b) => BitConverter.DoubleToInt64Bits(a) == BitConverter.DoubleToInt64Bits(b);

    private static string Json(double value)
    {
        Span<byte> text = stackalloc byte[SampleText.MaxJsonLength];
        return Encoding.ASCII.GetString(text[..SampleText.WriteJson(value, text)]);
    }
}
