using System.Diagnostics;
using System.IO.Pipelines;
using System.Text;
using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Vigia.Instrumentation.Metrics;
using Vigia.Instrumentation.Metrics.Exposition;
using Xunit;

namespace Vigia.Instrumentation.Tests.Metrics;

public sealed class ExpositionTests
{
    [Theory]
    [InlineData(0, "0.0")]
    [InlineData(-0.0, "-0.0")]
    [InlineData(5, "5.0")]
    [InlineData(-17, "-17.0")]
    [InlineData(0.1, "0.1")]
    [InlineData(0.30000000000000004, "0.30000000000000004")]
    [InlineData(123456, "123456.0")]
    [InlineData(999999.5, "999999.5")]
    [InlineData(1e6, "1e+06")]
    [InlineData(1048576, "1.048576e+06")]
    [InlineData(1234567.25, "1.23456725e+06")]
    [InlineData(-1234567.25, "-1234567.25")]
    [InlineData(12345678901, "1.2345678901e+010")]
    [InlineData(1e15, "1e+015")]
    [InlineData(1e16, "1e+16")]
    [InlineData(1.5e300, "1.5e+300")]
    [InlineData(0.0001, "0.0001")]
    [InlineData(0.00012345, "0.00012345")]
    [InlineData(0.00001, "1e-05")]
    [InlineData(-5e-324, "-5e-324")]
    [InlineData(double.PositiveInfinity, "+Inf")]
    [InlineData(double.NegativeInfinity, "-Inf")]
    [InlineData(double.NaN, "NaN")]
    public void Float_Value_IsWrittenAsPythonsClientDoes(double value, string expected)
    {
        Span<byte> text = stackalloc byte[GoFloat.MaxLength];
        Assert.Equal(expected, Encoding.ASCII.GetString(text[..GoFloat.Write(value, text)]));
    }

    [Fact]
    public void Float_AnyValue_ReadsBackAsTheSameValue() =>
        Gen.Double.Sample(
            value =>
            {
                Span<byte> text = stackalloc byte[GoFloat.MaxLength];
                string written = Encoding.ASCII.GetString(text[..GoFloat.Write(value, text)]);
                double read = ParsedExposition.Parse($"# HELP g h\n# TYPE g gauge\ng {written}\n")["g"].Samples[0].Value;
                return read.Equals(value);
            },
            iter: 20_000);

    [Fact]
    public async Task Text_AnyLabelValuesAndHelp_ParseBack()
    {
        Gen<string> text = Gen.OneOf(Gen.String, Gen.String["ab\\\n\"{},=# é\U0001F600\r\t"]);
        await Gen.Select(text, text, text, Gen.Double).SampleAsync(async (help, a, b, value) =>
        {
            var registry = new MetricRegistry();
            registry.CreateGauge("g", Valid(help), ["a", "b"]).WithLabels(a, b).Set(value);
            foreach (string exposed in new[] { await Exposed.TextAsync(registry), await Exposed.OpenMetricsAsync(registry) })
            {
                ParsedFamily family = ParsedExposition.Parse(exposed)["g"];
                ParsedSample sample = Assert.Single(family.Samples);
                Assert.Equal(Valid(help), family.Help);
                Assert.Equal(Valid(a), sample.Labels["a"]);
                Assert.Equal(Valid(b), sample.Labels["b"]);
                Assert.Equal(value, sample.Value);
            }
        });
    }

    [Fact]
    public async Task Text_ManySeries_ParseBackSortedAndComplete()
    {
        // More than one buffer's worth, so that a scrape stops and goes on within a metric.
        var registry = new MetricRegistry();
        MetricFamily<Histogram> family = registry.CreateHistogram("h", "Help", [1, 2], ["id"]);
        for (int i = 4_999; i >= 0; i--)
        {
            family.WithLabels($"{i:D5}").Observe(i % 3);
        }

        string text = await Exposed.TextAsync(registry);
        List<ParsedSample> samples = ParsedExposition.Parse(text)["h"].Samples;
        Assert.Equal(5_000 * 5, samples.Count);
        Assert.Equal(Enumerable.Range(0, 5_000).Select(i => $"{i:D5}"), samples.Where(x => x.Name == "h_count").Select(x => x.Labels["id"]));
        Assert.Equal(text, await Exposed.TextAsync(registry));
    }

    [Fact]
    public async Task Text_Families_AreSortedByName()
    {
        var registry = new MetricRegistry();
        _ = new ServiceMetrics(registry);
        string[] names = [.. ParsedExposition.Parse(await Exposed.TextAsync(registry)).Keys];
        Assert.Equal(names.Order(StringComparer.Ordinal), names);
    }

    [Fact]
    public async Task OpenMetrics_CounterFamily_IsNamedWithoutTotalAndEndsWithEof()
    {
        var registry = new MetricRegistry();
        registry.CreateCounter("c_total", "Help").Increment();
        registry.CreateCounter("odd", "Help").Increment();
        string text = await Exposed.OpenMetricsAsync(registry);
        Assert.Contains("# TYPE c counter\nc_total 1.0\n", text, StringComparison.Ordinal);
        Assert.Contains("# TYPE odd unknown\nodd 1.0\n", text, StringComparison.Ordinal);
        Assert.EndsWith("\n# EOF\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("# EOF", await Exposed.TextAsync(registry), StringComparison.Ordinal);
    }

    [Fact]
    public async Task CreatedSeries_SwitchedOn_AreSamplesInOpenMetricsAndAFamilyInText()
    {
        var time = new FakeTimeProvider(DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_250));
        var registry = new MetricRegistry(new MetricsOptions { CreatedSeries = true }, time);
        registry.CreateCounter("c_total", "Help", ["a"]).WithLabels("x").Increment();
        Assert.Contains(
            "# TYPE c_total counter\nc_total{a=\"x\"} 1.0\n# HELP c_created Help\n# TYPE c_created gauge\nc_created{a=\"x\"} 1.70000000025e+09\n",
            await Exposed.TextAsync(registry),
            StringComparison.Ordinal);
        Assert.Contains(
            "# TYPE c counter\nc_total{a=\"x\"} 1.0\nc_created{a=\"x\"} 1.70000000025e+09\n",
            await Exposed.OpenMetricsAsync(registry),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Exemplar_RecordedActivity_StandsInOpenMetricsOnly()
    {
        var time = new FakeTimeProvider(DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_007));
        var registry = new MetricRegistry(new MetricsOptions(), time);
        Counter counter = registry.CreateCounter("c_total", "Help");
        Histogram histogram = registry.CreateHistogram("h", "Help", [1, 2]);
        using Activity activity = Recorded(ActivityTraceFlags.Recorded);
        counter.Increment(3);
        histogram.Observe(1.5);
        histogram.Observe(9);

        Dictionary<string, ParsedFamily> open = ParsedExposition.Parse(await Exposed.OpenMetricsAsync(registry));
        string ids = $"{{trace_id=\"{activity.TraceId}\",span_id=\"{activity.SpanId}\"}}";
        Assert.Equal($"{ids} 3.0 1700000000.007", open["c"].Samples[0].Exemplar);
        Assert.Equal([null, $"{ids} 1.5 1700000000.007", $"{ids} 9.0 1700000000.007"], open["h"].Samples.Take(3).Select(x => x.Exemplar));
        Assert.DoesNotContain("trace_id", await Exposed.TextAsync(registry), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ActivityTraceFlags.None, true)]
    [InlineData(ActivityTraceFlags.Recorded, false)]
    public async Task Exemplar_ActivityNotRecordedOrSwitchedOff_IsNotTaken(ActivityTraceFlags flags, bool exemplars)
    {
        var registry = new MetricRegistry(new MetricsOptions { Exemplars = exemplars });
        using Activity activity = Recorded(flags);
        registry.CreateCounter("c_total", "Help").Increment();
        Assert.DoesNotContain("trace_id", await Exposed.OpenMetricsAsync(registry), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Exemplar_AfterAScrape_IsRenewedOnceAndNotBefore()
    {
        var registry = new MetricRegistry();
        Counter counter = registry.CreateCounter("c_total", "Help");
        using Activity activity = Recorded(ActivityTraceFlags.Recorded);
        counter.Increment(1);
        counter.Increment(2);
        Assert.Contains("} 1.0 ", await Exposed.OpenMetricsAsync(registry), StringComparison.Ordinal);
        counter.Increment(4);
        counter.Increment(5);
        Assert.Contains("} 4.0 ", await Exposed.OpenMetricsAsync(registry), StringComparison.Ordinal);
    }

    [Fact]
    public void Scrape_InSteadyState_AllocatesNothingPerSeries()
    {
        // Compared with each other, both within one buffer, because a debug build makes its state machines objects.
        Assert.Equal(AllocatedByScrapes(series: 1), AllocatedByScrapes(series: 50));
    }

    private static long AllocatedByScrapes(int series)
    {
        var registry = new MetricRegistry();
        MetricFamily<Counter> counters = registry.CreateCounter("c_total", "Help", ["id"]);
        MetricFamily<Histogram> histograms = registry.CreateHistogram("h", "Help", [1, 2], ["id"]);
        for (int i = 0; i < series; i++)
        {
            counters.WithLabels($"{i}").Increment(i * 1.1);
            histograms.WithLabels($"{i}").Observe(i / 100.0);
        }

        PipeWriter output = PipeWriter.Create(Stream.Null);
        Write();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10; i++)
        {
            Write();
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;

        void Write()
        {
            ValueTask text = registry.WriteAsync(output, ExpositionFormat.PrometheusText);
            Assert.True(text.IsCompletedSuccessfully);
            ValueTask open = registry.WriteAsync(output, ExpositionFormat.OpenMetricsText);
            Assert.True(open.IsCompletedSuccessfully);
        }
    }

    private static Activity Recorded(ActivityTraceFlags flags)
    {
        var activity = new Activity("test");
        activity.SetIdFormat(ActivityIdFormat.W3C);
        activity.ActivityTraceFlags = flags;
        return activity.Start();
    }

    // What is not Unicode, or NUL, cannot be written; the registry replaces it.
    private static string Valid(string text) => string.Concat(text.EnumerateRunes()).Replace('\0', '\uFFFD');
}
