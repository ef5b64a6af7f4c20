using System.Globalization;
using System.Text;
using Vigia.Model.Metrics;
using Vigia.Server.Exposition;
using Vigia.Server.Relabeling;
using Xunit;

namespace Vigia.Server.Tests.Exposition;

public sealed class TextExpositionReaderTests
{
    [Theory]
    [InlineData("a 1", "a=1")]
    [InlineData("a 1\n", "a=1")]
    [InlineData("  a \t 1 \t 17  \n\n b{ } 2\n", "a=1@17 b=2")]
    [InlineData("a{b=\"c\"}1\n", "a{b=\"c\"}=1")]
    [InlineData("a {b=\"c\",} 1\n", "a{b=\"c\"}=1")]
    [InlineData("a{ b = \"c\" , d=\"e\" } 1 -5\n", "a{b=\"c\", d=\"e\"}=1@-5")]
    [InlineData("a{b=\"\\\\\\n\\\"x\"} 1\n", "a{b=\"\\\\\\n\\\"x\"}=1")]
    [InlineData("a{b=\"}, {\"} 1\n", "a{b=\"}, {\"}=1")]
    [InlineData("{\"a.b\"} 1\n", "{\"a.b\"}=1")]
    [InlineData("{\"a.b\",\"c d\"=\"e\",f=\"g\"} 1\n", "{\"a.b\", \"c d\"=\"e\", f=\"g\"}=1")]
    [InlineData("a{\"c d\"=\"e\"} 1\n", "a{\"c d\"=\"e\"}=1")]
    [InlineData("# EOF\n# anything at all\n#none\na NaN\nb +Inf\nc -inf\nd 1e-3\n", "a=NaN b=Infinity c=-Infinity d=0.001")]
    [InlineData("a:b_1 1.5e+2\n", "a:b_1=150")]
    public void Read_PrometheusText_TakesWhatPrometheusTakes(string text, string expected) => Assert.Equal(expected, Show(text, TextGrammar.Prometheus));

    [Theory]
    [InlineData("a\n")]
    [InlineData("a \n")]
    [InlineData("a x\n")]
    [InlineData("a 1 2 3\n")]
    [InlineData("a 1 1.5\n")]
    [InlineData("a 0x1\n")]
    [InlineData("a 1_000\n")]
    [InlineData("1a 1\n")]
    [InlineData("a{b} 1\n")]
    [InlineData("a{b=\"c} 1\n")]
    [InlineData("a{b=\"c\"d=\"e\"} 1\n")]
    [InlineData("a{,} 1\n")]
    [InlineData("a{b=\"c\"\n")]
    [InlineData("{b=\"c\"} 1\n")]
    [InlineData("{} 1\n")]
    [InlineData("# TYPE a what\n")]
    [InlineData("a{b=\"\\")]
    [InlineData("a 1e999\n")]
    public void Read_WhatIsNoPrometheusText_IsRefusedWithItsLine(string text)
    {
        ExpositionException refused = Assert.Throws<ExpositionException>(() => Show("ok 1\n" + text, TextGrammar.Prometheus));
        Assert.Equal(2, refused.Line);
    }

    [Fact]
    public void Read_BytesThatAreNoUtf8_AreRefused()
    {
        byte[] text = [.. "a{b=\""u8, 0xff, .. "\"} 1\n"u8];
        Assert.Throws<ExpositionException>(() => Show(text, TextGrammar.Prometheus));
    }

    [Theory]
    [InlineData("1")]
    [InlineData("-0")]
    [InlineData("0.1")]
    [InlineData("123456789012345678")]
    [InlineData("9007199254740993")]
    [InlineData("0.013300656000000001")]
    [InlineData("1.7976931348623157e308")]
    [InlineData("5e-324")]
    [InlineData("2.2250738585072014E-308")]
    [InlineData("1e22")]
    [InlineData("1e23")]
    [InlineData(".5")]
    [InlineData("5.")]
    [InlineData("00000000000000000000000000000001")]
    [InlineData("0.0000000000000000000000000000000000000000000000001")]
    public void Float_InAnyForm_IsExact(string text)
    {
        Assert.True(FloatText.TryParseWhole(Encoding.ASCII.GetBytes(text), out double value));
        Assert.Equal(BitConverter.DoubleToInt64Bits(double.Parse(text, CultureInfo.InvariantCulture)), BitConverter.DoubleToInt64Bits(value));
    }

    [Fact]
    public void Float_OfRandomValues_ReadsBackTheSame()
    {
        var random = new Random(17);
        for (int i = 0; i < 100_000; i++)
        {
            double value = i % 2 == 0 ? BitConverter.Int64BitsToDouble(random.NextInt64()) : Math.Round(random.NextDouble() * 1e6, random.Next(9));
            if (double.IsFinite(value))
            {
                Assert.True(FloatText.TryParseWhole(Encoding.ASCII.GetBytes(value.ToString("R", CultureInfo.InvariantCulture)), out double read));
                Assert.Equal(value, read);
            }
        }
    }

    [Theory]
    [InlineData("1", "1.0")]
    [InlineData("0", "0.0")]
    [InlineData("-1.50", "-1.5")]
    [InlineData("0.00001", "1e-05")]
    [InlineData("0.0001", "0.0001")]
    [InlineData("100000", "100000.0")]
    [InlineData("1000000", "1e+06")]
    [InlineData("1234567", "1.234567e+06")]
    [InlineData("1e+23", "1e+23")]
    [InlineData("+Inf", "+Inf")]
    [InlineData("inf", "+Inf")]
    [InlineData("nan", "NaN")]
    [InlineData("x", "x")]
    public void Normalise_ABound_IsAsPrometheusStoresIt(string text, string expected) => Assert.Equal(expected, BoundText.Normalise(text));

    [Fact]
    public void TryReadKnown_AnotherSeriesThatBeginsTheSame_IsNotTaken()
    {
        var reader = new TextExpositionReader("ab 1\na {b=\"c\"} 2\na 3\n"u8, TextGrammar.Prometheus);
        Assert.False(reader.TryReadKnown("a"u8));
        Assert.Equal(ExpositionEntry.Sample, reader.Read());
        Assert.False(reader.TryReadKnown("a"u8));
        Assert.Equal(ExpositionEntry.Sample, reader.Read());
        Assert.True(reader.TryReadKnown("a"u8));
        Assert.Equal(3, reader.Value);
    }

    private static string Show(string text, TextGrammar grammar) => Show(Encoding.UTF8.GetBytes(text), grammar);

    private static string Show(byte[] text, TextGrammar grammar)
    {
        var reader = new TextExpositionReader(text, grammar);
        var labels = new LabelBuilder();
        var samples = new List<string>();
        ExpositionEntry entry;
        while ((entry = reader.Read()) != ExpositionEntry.End)
        {
            if (entry == ExpositionEntry.Sample)
            {
                labels.Clear();
                SeriesLabels.Read(reader.Key, MetricType.Unknown, labels);
                string time = reader.HasTimestamp ? $"@{reader.Timestamp}" : "";
                samples.Add($"{labels.Build()}={reader.Value.ToString(CultureInfo.InvariantCulture)}{time}");
            }
        }

        return string.Join(' ', samples);
    }
}
