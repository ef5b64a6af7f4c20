using Vigia.Instrumentation.Metrics;
using Xunit;

namespace Vigia.Instrumentation.Tests.Metrics;

public sealed class MetricRegistryTests
{
    private readonly MetricRegistry _registry = new();

    [Theory]
    [InlineData("")]
    [InlineData("1c_total")]
    [InlineData("a-b")]
    [InlineData("a b")]
    [InlineData("ação_total")]
    [InlineData("a.b")]
    public void Create_NameOutsideTheGrammar_IsRefused(string name) =>
        Assert.Throws<ArgumentException>(() => _registry.CreateCounter(name, "Help"));

    [Theory]
    [InlineData("le")]
    [InlineData("quantile")]
    [InlineData("__name__")]
    [InlineData("a:b")]
    [InlineData("9")]
    [InlineData("")]
    public void Create_LabelReservedOrOutsideTheGrammar_IsRefused(string label) =>
        Assert.Throws<ArgumentException>(() => _registry.CreateGauge("g", "Help", [label]));

    [Fact]
    public async Task Remove_SeriesThatIsThere_IsExposedNoMoreAndMakesRoom()
    {
        MetricFamily<Gauge> gauges = _registry.CreateGauge("g", "Help", ["a"]);
        gauges.WithLabels("x").Set(1);
        gauges.WithLabels("y").Set(2);
        Assert.Contains("g{a=\"x\"} 1", await Exposed.TextAsync(_registry), StringComparison.Ordinal);
        Assert.True(gauges.Remove("x"));
        gauges.WithLabels("z").Set(3);
        string text = await Exposed.TextAsync(_registry);
        Assert.DoesNotContain("a=\"x\"", text, StringComparison.Ordinal);
        Assert.Contains("g{a=\"y\"} 2", text, StringComparison.Ordinal);
        Assert.Contains("g{a=\"z\"} 3", text, StringComparison.Ordinal);
        Assert.False(gauges.Remove("x"));
        Assert.False(gauges.Remove("x", "y"));
        Assert.Equal(0, gauges.WithLabels("x").Value);
    }

    [Fact]
    public void Create_LabelTwice_IsRefused() =>
        Assert.Throws<ArgumentException>(() => _registry.CreateGauge("g", "Help", ["a", "a"]));

    [Theory]
    [InlineData(new double[0])]
    [InlineData(new[] { 1.0, 1.0 })]
    [InlineData(new[] { 2.0, 1.0 })]
    [InlineData(new[] { double.NaN })]
    [InlineData(new[] { double.NegativeInfinity, 1.0 })]
    public void CreateHistogram_BadBounds_IsRefused(double[] bounds) =>
        Assert.Throws<ArgumentException>(() => _registry.CreateHistogram("h", "Help", bounds));

    [Fact]
    public void CreateHistogram_LastBoundInfinite_IsTheBucketThatIsThereAnyway() =>
        Assert.Equal([1.0, 2.0], _registry.CreateHistogram("h", "Help", [1, 2, double.PositiveInfinity]).Bounds);

    [Fact]
    public void Create_SameDefinition_ReturnsTheSameSeries()
    {
        Assert.Same(_registry.CreateCounter("c_total", "Help"), _registry.CreateCounter("c_total", "Outro texto"));
        Assert.Same(_registry.CreateHistogram("h", "Help", [1, 2]), _registry.CreateHistogram("h", "Help", [1, 2]));
    }

    [Fact]
    public void Create_SameNameOtherDefinition_IsRefusedAndSaysWhy()
    {
        _registry.CreateCounter("c_total", "Help", ["a"]);
        _registry.CreateHistogram("h", "Help", [1, 2]);
        Assert.Contains("Counter", Refusal(() => _registry.CreateGauge("c_total", "Help", ["a"])), StringComparison.Ordinal);
        Assert.Contains("(a), not (b)", Refusal(() => _registry.CreateCounter("c_total", "Help", ["b"])), StringComparison.Ordinal);
        Assert.Contains("buckets", Refusal(() => _registry.CreateHistogram("h", "Help", [1, 3])), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("h_bucket")]
    [InlineData("h_sum")]
    [InlineData("h_count")]
    [InlineData("c")]
    [InlineData("c_created")]
    public void Create_NameThatAnotherMetricExposes_IsRefused(string name)
    {
        _registry.CreateHistogram("h", "Help", [1]);
        _registry.CreateCounter("c_total", "Help");
        Refusal(() => _registry.CreateGauge(name, "Help"));
    }

    [Fact]
    public void WithLabels_WrongNumberOrNull_IsRefused()
    {
        MetricFamily<Counter> family = _registry.CreateCounter("c_total", "Help", ["a", "b"]);
        Assert.Throws<ArgumentException>(() => family.WithLabels("x"));
        Assert.Throws<ArgumentException>(() => family.WithLabels("x", null!));
    }

    [Fact]
    public void WithLabels_ValuesThatJoinAlike_AreDifferentSeries()
    {
        MetricFamily<Counter> family = _registry.CreateCounter("c_total", "Help", ["a", "b"]);
        Assert.NotSame(family.WithLabels("x", "yz"), family.WithLabels("xy", "z"));
    }

    [Fact]
    public async Task WithLabels_BeyondTheCap_SharesASinkThatIsCountedAndNotExposed()
    {
        var registry = new MetricRegistry(new MetricsOptions { MaxSeriesPerMetric = 3 });
        MetricFamily<Counter> family = registry.CreateCounter("c_total", "Help", ["id"]);
        Counter[] handles = [.. Enumerable.Range(0, 10).Select(i => family.WithLabels($"{i}"))];
        foreach (Counter handle in handles)
        {
            handle.Increment();
        }

        Assert.Same(handles[3], handles[9]);
        Assert.NotSame(handles[2], handles[3]);
        Assert.Same(handles[2], family.WithLabels("2"));
        Dictionary<string, ParsedFamily> parsed = ParsedExposition.Parse(await Exposed.TextAsync(registry));
        Assert.Equal(["0", "1", "2"], parsed["c_total"].Samples.Select(sample => sample.Labels["id"]));
        ParsedSample dropped = Assert.Single(parsed["vigia_metrics_series_dropped_total"].Samples);
        Assert.Equal(("c_total", 7.0), (dropped.Labels["metric"], dropped.Value));
    }

    [Fact]
    public async Task WithLabels_LongOrBrokenValue_IsCutMendedAndCounted()
    {
        var registry = new MetricRegistry(new MetricsOptions { MaxLabelValueLength = 4 });
        MetricFamily<Counter> family = registry.CreateCounter("c_total", "Help", ["v"]);
        Assert.Same(family.WithLabels("abcdX"), family.WithLabels("abcdY"));
        Assert.Same(family.WithLabels("\uD800"), family.WithLabels("\0"));
        family.WithLabels("abc\U0001F600");
        family.WithLabels("\U0001F600");
        Dictionary<string, ParsedFamily> parsed = ParsedExposition.Parse(await Exposed.TextAsync(registry));
        Assert.Equal(["abc", "abcd", "\uFFFD", "\U0001F600"], parsed["c_total"].Samples.Select(sample => sample.Labels["v"]));
        Assert.Equal(5, Assert.Single(parsed["vigia_metrics_label_values_truncated_total"].Samples).Value);
    }

    [Fact]
    public async Task Scrape_ThrowingCallbackOrCollector_LeavesTheRestWhole()
    {
        _registry.CreateGauge("broken", "Help").SetCallback(static () => throw new InvalidOperationException());
        _registry.CreateGauge("whole", "Help").SetCallback(static () => 7);
        _registry.OnCollect(static () => throw new InvalidOperationException());
        await Exposed.TextAsync(_registry);
        Dictionary<string, ParsedFamily> parsed = ParsedExposition.Parse(await Exposed.TextAsync(_registry));
        Assert.Empty(parsed["broken"].Samples);
        Assert.Equal(7, Assert.Single(parsed["whole"].Samples).Value);
        Assert.True(Assert.Single(parsed["vigia_metrics_collection_errors_total"].Samples).Value >= 3);
    }

    private static string Refusal(Action create) => Assert.Throws<InvalidOperationException>(create).Message;
}
