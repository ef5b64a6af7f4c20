using Vigia.Model.Labels;
using Vigia.Model.Metrics;
using Xunit;

namespace Vigia.Storage.Tests.Metrics;

/// <summary>What every metric store does, embedded and real engine alike. The clock stands at <see cref="Now"/>.</summary>
public abstract class MetricStoreContract : IAsyncLifetime
{
    protected const long Now = 1_760_000_000_000;

    protected static readonly LabelSet Up = LabelSet.Of(("__name__", "up"), ("job", "api"), ("instance", "a:1"));
    protected static readonly LabelSet Other = LabelSet.Of(("__name__", "up"), ("job", "db"), ("instance", "b:1"));
    protected static readonly LabelSet Latency = LabelSet.Of(("__name__", "latency"), ("job", "api"));

    protected abstract IMetricSink Sink { get; }

    protected abstract IMetricSource Source { get; }

    protected abstract IMetricCatalog Catalog { get; }

    public abstract ValueTask InitializeAsync();

    public abstract ValueTask DisposeAsync();

    [Fact]
    public void Resolve_SameLabels_IsTheSameSeries()
    {
        SeriesRef first = Sink.Resolve(Up);
        Assert.False(first.IsNone);
        Assert.Equal(first, Sink.Resolve(LabelSet.Of(("job", "api"), ("instance", "a:1"), ("__name__", "up"))));
        Assert.NotEqual(first, Sink.Resolve(Other));
        Assert.Equal(Up, Sink.Labels(first));
        Assert.Null(Sink.Labels(new SeriesRef(1 << 30)));
        Assert.Null(Sink.Labels(SeriesRef.None));
    }

    [Fact]
    public void Append_Ascending_IsReadBack()
    {
        SeriesRef series = Sink.Resolve(Up);
        Append(series, [.. Enumerable.Range(0, 1000).Select(i => (Now - 1_000_000 + (i * 1000L), i * 0.25))]);
        (long Time, double Value)[] read = Read(Up);
        Assert.Equal(1000, read.Length);
        Assert.Equal(Enumerable.Range(0, 1000).Select(i => (Now - 1_000_000 + (i * 1000L), i * 0.25)), read);
        Assert.Equal([(Now - 500_000, 125.0), (Now - 499_000, 125.25)], Read(Up, Now - 500_000, Now - 499_000));
        Assert.Empty(Read(Up, Now - 500_999, Now - 500_001));
    }

    [Fact]
    public void Append_OddValues_AreKeptBitForBit()
    {
        double[] values =
        [
            0.0, -0.0, double.NaN, StaleMarker.Value, BitConverter.Int64BitsToDouble(0x7ff8_0000_dead_beef), double.PositiveInfinity,
            double.NegativeInfinity, double.Epsilon, double.MaxValue, -1.1, 1e300, 123456789012345678,
        ];
        SeriesRef series = Sink.Resolve(Up);
        (long, double)[] samples = [.. Enumerable.Range(0, 200).Select(i => (Now - 200_000 + (i * 1000L), values[i % values.Length]))];
        Append(series, samples);
        Assert.Equal(
            samples.Select(static sample => (sample.Item1, BitConverter.DoubleToInt64Bits(sample.Item2))),
            Read(Up).Select(static sample => (sample.Time, BitConverter.DoubleToInt64Bits(sample.Value))));
    }

    [Fact]
    public void Append_Repeats_AreTold()
    {
        SeriesRef series = Sink.Resolve(Up);
        Append(series, (Now - 2000, 1), (Now - 1000, 2));
        SampleBatch batch = Batch(series, (Now - 1000, 2), (Now - 1000, 3), (Now, 4));
        Assert.Equal(1, Sink.Append(batch));
        Assert.Equal([AppendStatus.Repeated, AppendStatus.Duplicate, AppendStatus.Appended], batch.Status.ToArray());
        Assert.Equal([(Now - 2000, 1.0), (Now - 1000, 2.0), (Now, 4.0)], Read(Up));
    }

    [Fact]
    public void Append_UnknownSeries_KeepsOutNoOther()
    {
        SampleBatch batch = Batch(new SeriesRef(1 << 20), (Now, 1));
        batch.Add(SeriesRef.None, Now, 1);
        batch.Add(Sink.Resolve(Up), Now, 7);
        Assert.Equal(2, Sink.Append(batch));
        Assert.Equal([AppendStatus.UnknownSeries, AppendStatus.UnknownSeries, AppendStatus.Appended], batch.Status.ToArray());
        Assert.Equal([(Now, 7.0)], Read(Up));
    }

    [Fact]
    public void Append_Histograms_AreKeptWhole()
    {
        SeriesRef series = Sink.Resolve(Latency);
        var batch = new SampleBatch();
        NativeHistogram[] histograms = [.. Enumerable.Range(1, 100).Select(Histograms.Integer), .. Enumerable.Range(1, 50).Select(Histograms.Custom)];
        for (int i = 0; i < histograms.Length; i++)
        {
            batch.Histograms.Add(new HistogramSample(series, Now - 200_000 + (i * 1000L), histograms[i]));
        }

        batch.Histograms.Add(new HistogramSample(series, Now, histograms[0] with { PositiveBuckets = [1] }));
        Assert.Equal(1, Sink.Append(batch));
        Assert.Equal(AppendStatus.InvalidHistogram, batch.Histograms[^1].Status);
        using SeriesSelection selection = Source.Select(Query("latency"), default);
        using var columns = new SampleColumns();
        selection.Read(0, long.MinValue, long.MaxValue, columns);
        Assert.Equal(histograms, columns.Histograms.ToArray());
        Assert.Equal(Now - 200_000, columns.Timestamps[0]);
    }

    [Fact]
    public async Task FlushAsync_AfterAppend_Completes()
    {
        Append(Sink.Resolve(Up), (Now, 1));
        await Sink.FlushAsync(default);
        await Sink.FlushAsync(default);
    }

    [Theory]
    [InlineData("a=1", "1|2|3")]
    [InlineData("a!=1", "4|5|6")]
    [InlineData("b=x", "1|4")]
    [InlineData("b=", "3|6")]
    [InlineData("b!=", "1|2|4|5")]
    [InlineData("b=~x|y", "1|2|4|5")]
    [InlineData("b=~x|", "1|3|4|6")]
    [InlineData("b!~x", "2|3|5|6")]
    [InlineData("b!~x|", "2|5")]
    [InlineData("b=~.*", "1|2|3|4|5|6")]
    [InlineData("b=~.+", "1|2|4|5")]
    [InlineData("b!~.+", "3|6")]
    [InlineData("b=~[xz]", "1|4")]
    [InlineData("a=1,b=x", "1")]
    [InlineData("a=1,b!=x,b!=", "2")]
    [InlineData("a=~1|2,b=~y.*", "2|5")]
    [InlineData("missing=", "1|2|3|4|5|6")]
    [InlineData("missing=x", "")]
    [InlineData("missing!=x", "1|2|3|4|5|6")]
    [InlineData("a=3", "")]
    public void Select_Matchers_FindTheSeries(string matchers, string expected)
    {
        int number = 0;
        foreach (string a in new[] { "1", "2" })
        {
            foreach (string b in new[] { "x", "y", "" })
            {
                Append(Sink.Resolve(LabelSet.Of(("__name__", "m"), ("a", a), ("b", b), ("n", $"{++number}"))), (Now, number));
            }
        }

        Append(Sink.Resolve(Up), (Now, 1));
        var list = new List<LabelMatcher> { new(MatchKind.Equal, "__name__", "m") };
        foreach (string matcher in matchers.Split(','))
        {
            int at = matcher.IndexOfAny(['=', '!']);
            string rest = matcher[at..];
            MatchKind kind = rest.StartsWith("=~", StringComparison.Ordinal) ? MatchKind.Regex : rest.StartsWith("!~", StringComparison.Ordinal) ? MatchKind.NotRegex : rest[0] == '!' ? MatchKind.NotEqual : MatchKind.Equal;
            list.Add(new LabelMatcher(kind, matcher[..at], rest[(kind == MatchKind.Equal ? 1 : 2)..]));
        }

        using SeriesSelection selection = Source.Select(new SeriesQuery { Matchers = list, MinTime = Now - 1000, MaxTime = Now }, default);
        Assert.Equal(expected, string.Join('|', Enumerable.Range(0, selection.Count).Select(i => selection.Labels(i)["n"]).Order(StringComparer.Ordinal)));
    }

    [Fact]
    public void Select_TooManySeries_Throws()
    {
        Append(Sink.Resolve(Up), (Now, 1));
        Append(Sink.Resolve(Other), (Now, 1));
        Assert.Throws<QueryLimitException>(() => Source.Select(Query("up") with { MaxSeries = 1 }, default));
    }

    [Fact]
    public void Catalog_NamesValuesAndSeries_AreOrderedAndLimited()
    {
        Append(Sink.Resolve(Up), (Now, 1));
        Append(Sink.Resolve(Other), (Now, 1));
        Append(Sink.Resolve(Latency), (Now, 1));
        Assert.Equal(["__name__", "instance", "job"], Catalog.LabelNames([], Now - 1, Now, 0, default));
        Assert.Equal(["__name__", "job"], Catalog.LabelNames([[Equal("__name__", "latency")]], Now - 1, Now, 0, default));
        Assert.Equal(["api", "db"], Catalog.LabelValues("job", [], Now - 1, Now, 0, default));
        Assert.Equal(["api"], Catalog.LabelValues("job", [], Now - 1, Now, 1, default));
        Assert.Equal(["a:1", "b:1"], Catalog.LabelValues("instance", [[Equal("job", "api")], [Equal("job", "db")]], Now - 1, Now, 0, default));
        Assert.Equal([Latency, Up], Catalog.Series([[Equal("job", "api")]], Now - 1, Now, 0, default));
        Assert.Equal([Latency], Catalog.Series([[Equal("job", "api")]], Now - 1, Now, 1, default));
    }

    [Fact]
    public void Catalog_Exemplars_AreBySeries()
    {
        SeriesRef series = Sink.Resolve(Up);
        SampleBatch batch = Batch(series, (Now, 1));
        var first = new Exemplar(LabelSet.Of(("trace_id", "1")), 0.5, Now - 10);
        var second = new Exemplar(LabelSet.Of(("trace_id", "2")), 0.6, Now);
        batch.Exemplars.Add((series, second));
        batch.Exemplars.Add((series, first));
        batch.Exemplars.Add((new SeriesRef(1 << 20), first));
        Assert.Equal(0, Sink.Append(batch));
        SeriesExemplars found = Assert.Single(Catalog.Exemplars([[Equal("job", "api")]], Now - 100, Now, default));
        Assert.Equal(Up, found.Series);
        Assert.Equal([first, second], found.Exemplars);
        Assert.Empty(Catalog.Exemplars([[Equal("job", "db")]], Now - 100, Now, default));
        Assert.Equal([second], Assert.Single(Catalog.Exemplars([], Now - 5, Now, default)).Exemplars);
    }

    [Fact]
    public void Catalog_Metadata_KeepsWhatDiffers()
    {
        var one = new MetricMetadata(MetricType.Counter, "Requests.", "");
        var two = new MetricMetadata(MetricType.Counter, "All requests.", "");
        Sink.SetMetadata("requests", one);
        Sink.SetMetadata("requests", two);
        Sink.SetMetadata("requests", one);
        Sink.SetMetadata("latency", new MetricMetadata(MetricType.Histogram, "Latency.", "seconds"));
        Assert.Equal([one, two], Catalog.Metadata("requests", 0, 0)["requests"]);
        Assert.Equal([one], Catalog.Metadata("requests", 0, 1)["requests"]);
        Assert.Equal(2, Catalog.Metadata(null, 0, 0).Count);
        Assert.Single(Catalog.Metadata(null, 1, 0));
        Assert.Empty(Catalog.Metadata("none", 0, 0));
    }

    protected static LabelMatcher Equal(string name, string value) => new(MatchKind.Equal, name, value);

    protected static SeriesQuery Query(string name) =>
        new() { Matchers = [Equal("__name__", name)], MinTime = Now - 86_400_000, MaxTime = Now + 1000 };

    protected static SampleBatch Batch(SeriesRef series, params ReadOnlySpan<(long Time, double Value)> samples)
    {
        var batch = new SampleBatch();
        foreach ((long time, double value) in samples)
        {
            batch.Add(series, time, value);
        }

        return batch;
    }

    protected void Append(SeriesRef series, params ReadOnlySpan<(long Time, double Value)> samples) =>
        Assert.Equal(0, Sink.Append(Batch(series, samples)));

    protected (long Time, double Value)[] Read(LabelSet labels, long minTime = long.MinValue, long maxTime = long.MaxValue) =>
        Samples.Read(Source, labels, minTime, maxTime);
}
