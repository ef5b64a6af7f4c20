using System.Diagnostics.Metrics;
using Vigia.Instrumentation.Metrics;
using Vigia.Instrumentation.Metrics.Meters;
using Vigia.Instrumentation.Metrics.Series;
using Xunit;

namespace Vigia.Instrumentation.Tests.Metrics;

public sealed class MeterBridgeTests : IDisposable
{
    // Meters are known to the whole process: each test listens to its own alone.
    private readonly Meter _meter = new($"Vigia.Tests.{Guid.NewGuid():N}");
    private readonly MetricRegistry _registry = new();
    private MeterBridge? _bridge;

    [Theory]
    [InlineData("http.server.request.duration", "s", "Histogram", "http_server_request_duration_seconds")]
    [InlineData("kestrel.active_connections", "{connection}", "Gauge", "kestrel_active_connections")]
    [InlineData("dotnet.gc.heap.total_allocated", "By", "Counter", "dotnet_gc_heap_total_allocated_bytes_total")]
    [InlineData("requests_total", "{request}", "Counter", "requests_total")]
    [InlineData("memory_bytes", "By", "Gauge", "memory_bytes")]
    [InlineData("cpu.utilization", "1", "Gauge", "cpu_utilization_ratio")]
    [InlineData("cpu.utilization", "1", "Counter", "cpu_utilization_total")]
    [InlineData("speed", "m/s", "Gauge", "speed_meters_per_second")]
    [InlineData("io", "{packet}/s", "Gauge", "io_per_second")]
    [InlineData("a..b--c//d", null, "Gauge", "a_b_c_d")]
    [InlineData("9lives", "", "Counter", "_9lives_total")]
    [InlineData("x", "ms", "Histogram", "x_milliseconds")]
    public void Metric_InstrumentAndUnit_AreNamedAsOpenTelemetrySays(string name, string? unit, string kind, string expected) =>
        Assert.Equal(expected, InstrumentNaming.Metric(name, unit, Enum.Parse<MetricKind>(kind)));

    [Theory]
    [InlineData("http.route", "http_route")]
    [InlineData("le", "tag_le")]
    [InlineData("__name__", "_name_")]
    [InlineData("1st", "_1st")]
    public void Label_Key_IsAValidLabelName(string key, string expected) => Assert.Equal(expected, InstrumentNaming.Label(key));

    [Fact]
    public async Task Start_EveryKindOfInstrument_IsExposed()
    {
        Start();
        _meter.CreateCounter<long>("c", "By", "Contado").Add(5, new KeyValuePair<string, object?>("b", 1), new("a", true));
        _meter.CreateUpDownCounter<int>("u").Add(-3);
        _meter.CreateGauge<double>("g", "s").Record(1.5);
        _meter.CreateHistogram<float>("h", "s").Record(0.3f);
        _meter.CreateObservableCounter<decimal>("oc", () => 7m);
        _meter.CreateObservableUpDownCounter<short>("ou", () => -8);
        _meter.CreateObservableGauge<byte>("og", () => [new Measurement<byte>(9, new KeyValuePair<string, object?>("t", "x"))]);

        Dictionary<string, ParsedFamily> parsed = await ParseAsync();
        ParsedSample counted = Assert.Single(parsed["c_bytes_total"].Samples);
        Assert.Equal(("counter", "Contado", 5.0), (parsed["c_bytes_total"].Type, parsed["c_bytes_total"].Help, counted.Value));
        Assert.Equal(new Dictionary<string, string> { ["a"] = "true", ["b"] = "1" }, counted.Labels);
        Assert.Equal(("gauge", -3.0), (parsed["u"].Type, parsed["u"].Samples[0].Value));
        Assert.Equal(("gauge", 1.5), (parsed["g_seconds"].Type, parsed["g_seconds"].Samples[0].Value));
        Assert.Equal("histogram", parsed["h_seconds"].Type);
        Assert.Equal(("counter", 7.0), (parsed["oc_total"].Type, parsed["oc_total"].Samples[0].Value));
        Assert.Equal(-8, parsed["ou"].Samples[0].Value);
        Assert.Equal(("x", 9.0), (parsed["og"].Samples[0].Labels["t"], parsed["og"].Samples[0].Value));
    }

    [Fact]
    public async Task Start_InstrumentsThatAreThereAlready_AreHeard()
    {
        Counter<long> early = _meter.CreateCounter<long>("early");
        Start();
        early.Add(2);
        Assert.Equal(2, (await ParseAsync())["early_total"].Samples[0].Value);
    }

    [Fact]
    public async Task Record_TagsInAnotherOrder_AreTheSameSeries()
    {
        Start();
        Counter<long> counter = _meter.CreateCounter<long>("c");
        counter.Add(1, new KeyValuePair<string, object?>("a", 1), new("b", 2));
        counter.Add(1, new KeyValuePair<string, object?>("b", 2), new("a", 1));
        counter.Add(1, new KeyValuePair<string, object?>("a", "1"));
        Assert.Equal([1.0, 2.0], (await ParseAsync())["c_total"].Samples.Select(sample => sample.Value));
    }

    [Fact]
    public async Task Record_Histogram_TakesTheAdvisedBounds()
    {
        Start();
        Histogram<int> histogram = _meter.CreateHistogram(
            "h", null, null, null, new InstrumentAdvice<int> { HistogramBucketBoundaries = [1, 10] });
        histogram.Record(5);
        Assert.Equal(
            ["1.0", "10.0", "+Inf"],
            (await ParseAsync())["h"].Samples.Where(x => x.Name == "h_bucket").Select(x => x.Labels["le"]));
    }

    [Fact]
    public async Task Record_ObservableThatNoLongerReports_GoesStale()
    {
        Start();
        bool reports = true;
        _meter.CreateObservableGauge("og", () => reports ? [new Measurement<int>(1)] : Array.Empty<Measurement<int>>());
        Assert.Single((await ParseAsync())["og"].Samples);
        reports = false;
        Assert.Empty((await ParseAsync())["og"].Samples);
    }

    [Fact]
    public void Record_KnownTags_AllocatesNothing()
    {
        Start();
        Histogram<double> histogram = _meter.CreateHistogram<double>("h", "s");
        object status = 200;
        Record();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1_000; i++)
        {
            Record();
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Record() => histogram.Record(0.1, new KeyValuePair<string, object?>("route", "/a"), new("status", status));
    }

    [Fact]
    public async Task Record_MoreTagsThanTheCap_AreDroppedAndCounted()
    {
        var registry = new MetricRegistry(new MetricsOptions { MaxSeriesPerMetric = 5 });
        using MeterBridge bridge = Bridge(registry, maxSeries: 5);
        Counter<long> counter = _meter.CreateCounter<long>("c");
        for (int round = 0; round < 2; round++)
        {
            for (int i = 0; i < 100; i++)
            {
                counter.Add(1, new KeyValuePair<string, object?>("id", i));
            }
        }

        Dictionary<string, ParsedFamily> parsed = ParsedExposition.Parse(await Exposed.TextAsync(registry));
        Assert.Equal(Enumerable.Repeat(2.0, 5), parsed["c_total"].Samples.Select(sample => sample.Value));

        // Ten lists of tags are cached (five of them as dropped), so the second round counts the other 90.
        Assert.Equal(95 + 90, Assert.Single(parsed["vigia_metrics_series_dropped_total"].Samples).Value);
    }

    [Fact]
    public async Task Publish_NameOfAnotherMetricOrBeyondTheLimit_IsCounted()
    {
        _registry.CreateGauge("taken_total", "Help");
        var options = new MetricsOptions { MaxInstruments = 2 };
        options.IncludeMeters.Add(_meter.Name);
        _bridge = new MeterBridge(_registry, options);
        _bridge.Start();
        _meter.CreateCounter<int>("taken").Add(1);
        _meter.CreateCounter<int>("one").Add(1);
        _meter.CreateCounter<int>("two").Add(1);
        _meter.CreateCounter<int>("three").Add(1);
        Dictionary<string, ParsedFamily> parsed = await ParseAsync();
        Assert.DoesNotContain("three_total", parsed.Keys);
        Assert.Equal(
            [("clash", 1.0), ("limit", 1.0)],
            parsed["vigia_metrics_instruments_dropped_total"].Samples.Select(x => (x.Labels["reason"], x.Value)));
    }

    [Fact]
    public async Task Record_NegativeOnACounter_DoesNotThrowAndIsCounted()
    {
        Start();
        _meter.CreateCounter<int>("c").Add(-1);
        Assert.Equal(1, Assert.Single((await ParseAsync())["vigia_metrics_collection_errors_total"].Samples).Value);
    }

    [Theory]
    [InlineData("", "", "Npgsql", true)]
    [InlineData("Microsoft.*|System.Runtime", "", "Microsoft.AspNetCore.Hosting", true)]
    [InlineData("Microsoft.*|System.Runtime", "", "Npgsql", false)]
    [InlineData("", "System.*", "System.Net.Http", false)]
    [InlineData("Npgsql", "npgsql", "Npgsql", false)]
    public void Accepts_Patterns_IncludeFirstThenExclude(string include, string exclude, string meter, bool expected)
    {
        var filter = new MeterFilter(include.Split('|', StringSplitOptions.RemoveEmptyEntries), exclude.Split('|', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(expected, filter.Accepts(meter));
    }

    public void Dispose()
    {
        _bridge?.Dispose();
        _meter.Dispose();
    }

    private void Start() => _bridge = Bridge(_registry, maxSeries: 10_000);

    private MeterBridge Bridge(MetricRegistry registry, int maxSeries)
    {
        var options = new MetricsOptions { MaxSeriesPerMetric = maxSeries };
        options.IncludeMeters.Add(_meter.Name);
        var bridge = new MeterBridge(registry, options);
        bridge.Start();
        return bridge;
    }

    private async Task<Dictionary<string, ParsedFamily>> ParseAsync() => ParsedExposition.Parse(await Exposed.TextAsync(_registry));
}
