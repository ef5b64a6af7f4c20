using System.Text;
using Microsoft.Extensions.Logging;
using Vigia.Model.Labels;
using Vigia.Model.Metrics;
using Vigia.Server.Exposition;
using Vigia.Server.Scraping;
using Vigia.Server.Scraping.Cache;
using Vigia.Server.Scraping.Cardinality;
using Vigia.Testing.Listeners;
using Xunit;

namespace Vigia.Server.Tests.Scraping;

public sealed class ScrapeAppenderTests
{
    private const string A = """a{instance="i", job="j"}""";
    private const string B = """b{instance="i", job="j"}""";

    [Fact]
    public void Append_TheSameLines_AreRecognisedWithoutResolvingThemAgain()
    {
        var target = new AppenderHarness();
        target.Append(1, "# HELP a h\n# TYPE a counter\na 1\nb{x=\"y\"} 2\n");
        int resolved = target.Sink.Resolved;
        target.Append(2, "# HELP a h\n# TYPE a counter\na 3\nb{x=\"y\"} 4.5\n");
        Assert.Equal(resolved, target.Sink.Resolved);
        Assert.Equal("1=1 2=3", target.Values(A));
        Assert.Equal("1=2 2=4.5", target.Values("""b{instance="i", job="j", x="y"}"""));
        Assert.Equal(new ScrapeCounts(2, 2, 0), target.Appender.Counts);
    }

    [Fact]
    public void Append_LinesThatMoveComeAndGo_KeepTheirSeries()
    {
        var target = new AppenderHarness();
        target.Append(1, "a 1\nb 1\nc 1\n");
        target.Append(2, "c 2\na 2\nd 2\nb 2\n");
        target.Append(3, "d 3\nb 3\n\n# comment\nc 3\na 3\n");
        Assert.Equal("1=1 2=2 3=3", target.Values(A));
        Assert.Equal("1=1 2=2 3=3", target.Values("""c{instance="i", job="j"}"""));
        Assert.Equal("2=2 3=3", target.Values("""d{instance="i", job="j"}"""));
    }

    [Fact]
    public void Append_ASeriesThatIsGone_IsMarkedOnce()
    {
        var target = new AppenderHarness();
        target.Append(1, "a 1\nb 1\n");
        target.Append(2, "a 2\n");
        target.Append(3, "a 3\n");
        target.Append(4, "a 4\nb 4\n");
        Assert.Equal("1=1 2=stale 4=4", target.Values(B));
        Assert.Equal("1=1 2=2 3=3 4=4", target.Values(A));
    }

    [Fact]
    public void Append_ASeriesWrittenInAnotherWay_IsNotMarked()
    {
        var target = new AppenderHarness();
        target.Append(1, "a{x=\"1\",y=\"2\"} 1\n");
        target.Append(2, "a{y=\"2\",x=\"1\"} 2\n");
        Assert.Equal("1=1 2=2", target.Values("""a{instance="i", job="j", x="1", y="2"}"""));
    }

    [Fact]
    public void Fail_AfterAGoodScrape_MarksEverySeriesOnce()
    {
        var target = new AppenderHarness();
        target.Append(1, "a 1\n");
        target.Fail(2);
        target.Fail(3);
        target.Append(4, "a 4\n");
        Assert.Equal("1=1 2=stale 4=4", target.Values(A));
    }

    [Fact]
    public void Append_AMalformedText_StoresNothingOfIt()
    {
        var target = new AppenderHarness();
        target.Append(1, "a 1\n");
        ExpositionException refused = Assert.Throws<ExpositionException>(() => target.Append(2, "a 2\nb{x=} 1\n"));
        target.Fail(2);
        Assert.Equal(2, refused.Line);
        Assert.Equal("1=1 2=stale", target.Values(A));
        Assert.Empty(target.Sink.Samples(B));
    }

    [Fact]
    public void Append_SamplesWithTheirOwnTime_GetNoMarkerUnlessAskedFor()
    {
        var target = new AppenderHarness();
        target.Append(10, "a 1 5000\nb 1\n");
        target.Append(11, "\n");
        Assert.Equal("5=1", target.Values(A));
        Assert.Equal("10=1 11=stale", target.Values(B));

        var tracking = new AppenderHarness("  track_timestamps_staleness: true");
        tracking.Append(10, "a 1 5000\n");
        tracking.Append(11, "\n");
        Assert.Equal("5=1 11=stale", tracking.Values(A));

        var ignoring = new AppenderHarness("  honor_timestamps: false");
        ignoring.Append(10, "a 1 5000\n");
        Assert.Equal("10=1", ignoring.Values(A));
    }

    [Fact]
    public void Append_ALabelThatTheTargetHasToo_IsMovedOrHonoured()
    {
        var moving = new AppenderHarness();
        moving.Append(1, "a{job=\"x\",exported_job=\"y\"} 1\n");
        Assert.Equal(["""a{exported_exported_job="x", exported_job="y", instance="i", job="j"}"""], moving.Sink.AllSeries.Select(static labels => labels.ToString()));

        var honouring = new AppenderHarness("  honor_labels: true");
        honouring.Append(1, "a{job=\"x\"} 1\n");
        Assert.Equal(["""a{instance="i", job="x"}"""], honouring.Sink.AllSeries.Select(static labels => labels.ToString()));
    }

    [Fact]
    public void Append_MetricRelabeling_DropsAndChanges()
    {
        var target = new AppenderHarness("""
              metric_relabel_configs:
              - { source_labels: [__name__], regex: 'b.*', action: drop }
              - { regex: tmp, action: labeldrop }
            """);
        target.Append(1, "a{tmp=\"1\"} 1\nbad 1\n");
        target.Append(2, "a{tmp=\"1\"} 2\nbad 2\n");
        Assert.Equal("1=1 2=2", target.Values(A));
        Assert.Single(target.Sink.AllSeries);
        Assert.Equal(new ScrapeCounts(2, 1, 0), target.Appender.Counts);
    }

    [Theory]
    [InlineData("sample_limit: 2", "a 1\nb 1\nc 1\n", "sample limit exceeded")]
    [InlineData("label_limit: 2", "a 1\n", "label_limit exceeded (metric: a, number of labels: 3, limit: 2)")]
    [InlineData("label_name_length_limit: 8", "a{long_name_=\"1\"} 1\n", "label_name_length_limit exceeded (metric: a, label name: long_name_, length: 10, limit: 8)")]
    [InlineData("label_value_length_limit: 2", "a{b=\"123\"} 1\n", "label_value_length_limit exceeded (metric: a, label name: b, value: 123, length: 3, limit: 2)")]
    [InlineData("", "a{b=\"1\",b=\"2\"} 1\n", "label name \"b\" is not unique: invalid sample")]
    [InlineData("metric_name_validation_scheme: legacy", "{\"a b\"} 1\n", "invalid metric name or label names: {\"a b\", instance=\"i\", job=\"j\"}")]
    public void Append_PastALimit_FailsWhole(string job, string text, string error)
    {
        var target = new AppenderHarness("  " + job);
        Assert.StartsWith(error, Assert.Throws<ScrapeException>(() => target.Append(1, text)).Message, StringComparison.Ordinal);
        Assert.Empty(target.Sink.AllSeries);
    }

    [Fact]
    public void Append_PastTheSampleLimit_StillCountsAll()
    {
        var target = new AppenderHarness("  sample_limit: 2");
        Assert.Throws<ScrapeException>(() => target.Append(1, "a 1\nb 1\nc 1\nd 1\n"));
        Assert.Equal((4, 4), (target.Appender.Counts.Scraped, target.Appender.Counts.Kept));
        Assert.Equal(2, target.Sink.Resolved);
    }

    [Fact]
    public void Append_PastTheCapOnSeries_KeepsTheRestAndNamesWhatItDropped()
    {
        var target = new AppenderHarness(cardinality: new CardinalityOptions { MaxSeriesPerTarget = 3 });
        target.Append(1, "good 1\nbad{x=\"1\"} 1\nbad{x=\"2\"} 1\nbad{x=\"3\"} 1\nbad{x=\"4\"} 1\n");
        target.Append(2, "good 2\nbad{x=\"1\"} 2\nbad{x=\"2\"} 2\nbad{x=\"3\"} 2\nbad{x=\"4\"} 2\n");
        Assert.Equal(3, target.Sink.AllSeries.Count);
        Assert.Equal("1=1 2=2", target.Values("""good{instance="i", job="j"}"""));
        CardinalityReport report = target.Guard.Report()[0];
        Assert.Equal(("target", 3L, 3, 4L), (report.Kind, report.Series, report.Cap, report.Dropped));
        Assert.Equal(new MetricCardinality("bad", 4), Assert.Single(report.DroppedMetrics));
        Assert.Equal(new MetricCardinality("bad", 2), report.LargestMetrics[0]);
    }

    [Fact]
    public void Append_NearTheCapOnSeries_WarnsOnceBeforeItBites()
    {
        using var log = new CapturedLog();
        using var logging = new LoggerFactory([log]);
        var target = new AppenderHarness(cardinality: new CardinalityOptions { MaxSeriesPerTarget = 10 }, logger: logging.CreateLogger<CardinalityGuard>());
        target.Append(1, string.Concat(Enumerable.Range(0, 7).Select(static i => $"a{{x=\"{i}\"}} 1\n")));
        Assert.Empty(log.Lines);
        target.Append(2, string.Concat(Enumerable.Range(0, 9).Select(static i => $"a{{x=\"{i}\"}} 2\n")));
        target.Append(3, string.Concat(Enumerable.Range(0, 9).Select(static i => $"a{{x=\"{i}\"}} 3\n")));
        Assert.Equal((LogLevel.Warning, "Limite de séries próximo: target i tem 8 de 10"), (Assert.Single(log.Lines).Level, log.Lines[0].Message));
        Assert.Equal(0, target.Guard.Report()[0].Dropped);
    }

    [Fact]
    public void Append_WhenTheCapHasRoomAgain_TakesWhatItKeptOut()
    {
        var options = new CardinalityOptions { MaxSeriesPerJob = 2, MaxSeriesPerTarget = 0 };
        var target = new AppenderHarness(cardinality: options);
        CardinalityScope other = target.Guard.Open("j", "other");
        Assert.Null(other.TryAdd());
        target.Append(1, "a 1\nb 1\n");
        Assert.Empty(target.Values(B));
        target.Guard.Close(other);
        target.Append(2, "a 2\nb 2\n");
        Assert.Equal("2=2", target.Values(B));
    }

    [Fact]
    public void Append_ASeriesThatTheSinkForgot_IsMadeAnew()
    {
        var target = new AppenderHarness();
        target.Append(1, "a 1\n");
        target.Sink.Forget(LabelSet.Of(("__name__", "a"), ("job", "j"), ("instance", "i")));
        target.Append(2, "a 2\n");
        target.Append(3, "a 3\n");
        Assert.Equal("2=2 3=3", target.Values(A));
    }

    [Fact]
    public void Append_Bounds_AreWrittenInOneWay()
    {
        var target = new AppenderHarness();
        target.Append(1, "# TYPE h histogram\nh_bucket{le=\"1\"} 1\nh_bucket{le=\"+Inf\"} 1\n# TYPE s summary\ns{quantile=\"0.50\"} 1\n# TYPE g gauge\ng{le=\"1\"} 1\n");
        Assert.Equal(
            ["""g{instance="i", job="j", le="1"}""", """h_bucket{instance="i", job="j", le="+Inf"}""", """h_bucket{instance="i", job="j", le="1.0"}""", """s{instance="i", job="j", quantile="0.5"}"""],
            target.Sink.AllSeries.Select(static labels => labels.ToString()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Append_OpenMetrics_BringsExemplarsMetadataAndSeconds()
    {
        var target = new AppenderHarness();
        target.Append(9, "# TYPE a_seconds counter\n# UNIT a_seconds seconds\n# HELP a_seconds the \\\"a\\\"\na_seconds_total 1 2.5 # {trace_id=\"x\"} 0.5 1.25\n# EOF\n", ScrapeFormat.OpenMetrics);
        const string Series = """a_seconds_total{instance="i", job="j"}""";
        Assert.Equal([(2500L, 1.0)], target.Sink.Samples(Series));
        Assert.Equal([new Exemplar(LabelSet.Of(("trace_id", "x")), 0.5, 1250)], target.Sink.Exemplars(Series));
        Assert.Equal(new MetricMetadata(MetricType.Counter, "the \"a\"", "seconds"), target.Sink.Metadata["a_seconds"]);
    }

    [Fact]
    public void Adopt_AnEarlierAppender_MarksOnlyWhatIsGone()
    {
        var target = new AppenderHarness();
        target.Append(1, "a 1\nb 1\n");
        ScrapeAppender earlier = target.Appender;
        target.Appender = target.Open();
        target.Appender.Adopt(earlier);
        target.Append(2, "a 2\n");
        target.Append(3, "a 3\n");
        Assert.Equal("1=1 2=2 3=3", target.Values(A));
        Assert.Equal("1=1 2=stale", target.Values(B));
    }

    [Fact]
    public void Append_EverChangingSeries_DoesNotGrowWithoutEnd()
    {
        var target = new AppenderHarness();
        for (int i = 0; i < 300; i++)
        {
            var text = new StringBuilder("fixed 1\n");
            for (int j = 0; j < 50; j++)
            {
                text.Append(System.Globalization.CultureInfo.InvariantCulture, $"m{{x=\"{i}_{j}\"}} 1\n");
            }

            target.Append(i + 1, text.ToString());
        }

        CardinalityReport report = target.Guard.Report().Single(static report => report.Kind == "target");
        Assert.InRange(report.Series, 51, 1200);
        Assert.Equal(300, target.Sink.Samples("""fixed{instance="i", job="j"}""").Count);
        Assert.Equal("1=1 2=stale", target.Values("""m{instance="i", job="j", x="0_0"}"""));
    }

    [Fact]
    public void Append_TheSameSeriesTwice_KeepsTheFirstAndCounts()
    {
        var target = new AppenderHarness();
        target.Append(1, "a 1\na 2\n");
        target.Append(2, "a 3\na 4\n");
        Assert.Equal("1=1 2=3", target.Values(A));
        Assert.Equal(2, new ScrapeMetrics(target.Registry).DuplicateTimestamp.Value);
    }
}
