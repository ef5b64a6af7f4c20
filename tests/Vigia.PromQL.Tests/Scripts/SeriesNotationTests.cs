using Vigia.Model.Labels;
using Vigia.Model.Metrics;
using Vigia.PromQL.Scripts;
using Xunit;

namespace Vigia.PromQL.Tests.Scripts;

public sealed class SeriesNotationTests
{
    [Theory]
    [InlineData("1 2 3", new[] { 1.0, 2, 3 })]
    [InlineData("0+10x3", new[] { 0.0, 10, 20, 30 })]
    [InlineData("5-2x2", new[] { 5.0, 3, 1 })]
    [InlineData("-2+4x1", new[] { -2.0, 2 })]
    [InlineData("7x2", new[] { 7.0, 7, 7 })]
    [InlineData("0x3", new[] { 0.0, 0, 0, 0 })]
    [InlineData("1e3 +Inf -inf 0x1F", new[] { 1000, double.PositiveInfinity, double.NegativeInfinity, 31 })]
    public void ParseValues_OfNumbers_ExpandsThem(string text, double[] expected) =>
        Assert.Equal(expected, SeriesNotation.ParseValues(text).Select(static value => value.Value));

    [Fact]
    public void ParseValues_OfGapsAndMarkers_KeepsThemApart()
    {
        IReadOnlyList<SequenceValue> values = SeriesNotation.ParseValues("_ 1 _x2 stale");

        Assert.Equal([true, false, true, true, false], values.Select(static value => value.IsOmitted));
        Assert.True(StaleMarker.Is(values[4].Value));
    }

    [Fact]
    public void Parse_OfHistograms_AddsStepByStep()
    {
        (LabelSet series, IReadOnlyList<SequenceValue> values) =
            SeriesNotation.Parse("h {{schema:1 sum:2 count:3 z_bucket:1 z_bucket_w:0.5 offset:2 buckets:[1 2]}}+{{sum:1 count:1 schema:1 offset:3 buckets:[1]}}x2");

        Assert.Equal("h", series.MetricName);
        Assert.Equal(3, values.Count);
        NativeHistogram last = values[2].Histogram!;
        Assert.Equal((1, 4.0, 5.0, 1.0, 0.5), (last.Schema, last.Sum, last.Count, last.ZeroCount, last.ZeroThreshold));
        Assert.Equal([new BucketSpan(2, 2)], last.PositiveSpans);
        Assert.Equal([1.0, 4], last.PositiveBuckets);
    }

    [Theory]
    [InlineData("1+2", "expected x")]
    [InlineData("1x", "expected a count")]
    [InlineData("abc", "expected a number")]
    [InlineData("{{schema:99}}", "unknown histogram schema 99")]
    [InlineData("{{sum:1", "not closed")]
    [InlineData("1x99999999999", "expected a count")]
    [InlineData("{{nope:1}}", "unknown field")]
    public void ParseValues_OfWhatIsNone_SaysWhat(string text, string message) =>
        Assert.Contains(message, Assert.Throws<ScriptException>(() => SeriesNotation.ParseValues(text)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("up{job=\"a\"}", "up{job=\"a\"}")]
    [InlineData("{\"a.b\", c=\"d\"}", "{\"a.b\", c=\"d\"}")]
    [InlineData("{}", "{}")]
    public void ParseSeries_OfASeries_GivesItsLabels(string text, string expected) =>
        Assert.Equal(expected, SeriesNotation.ParseSeries(text).ToString());
}
