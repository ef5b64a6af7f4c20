using Vigia.Model.Labels;
using Vigia.Model.Metrics;
using Vigia.Server.Exposition;
using Vigia.Server.Protobuf;
using Vigia.Server.Scraping.Cache;
using Xunit;

namespace Vigia.Server.Tests.Scraping;

/// <summary>Prometheus' protobuf, written by its published field numbers.</summary>
public sealed class ProtobufScrapeTests
{
    private readonly ProtobufWriter _writer = new();
    private readonly List<byte> _body = [];

    [Fact]
    public void Append_EveryType_BecomesItsSeries()
    {
        Family("c_total", 0, () => Value(3, () =>
        {
            _writer.Double(1, 5);
            int exemplar = _writer.Begin(2);
            Label(1, "trace_id", "t");
            _writer.Double(2, 0.5);
            _writer.End(exemplar);
        }));
        Family("g", 1, () => Value(2, () => _writer.Double(1, double.NaN)));
        Family("s", 2, () => Value(4, () =>
        {
            _writer.Integer(1, 7);
            _writer.Double(2, 3.5);
            int quantile = _writer.Begin(3);
            _writer.Double(1, 0.5);
            _writer.Double(2, 9);
            _writer.End(quantile);
        }));
        Family("h", 4, () => Value(7, () =>
        {
            _writer.Integer(1, 4);
            _writer.Double(2, 2.5);
            int bucket = _writer.Begin(3);
            _writer.Integer(1, 3);
            _writer.Double(2, 1);
            _writer.End(bucket);
        }));
        var target = new AppenderHarness();
        target.Append(1, [.. _body], ScrapeFormat.Protobuf);
        const string Rest = """instance="i", job="j", l="v\"\n\\" """;
        string rest = Rest.TrimEnd();
        Assert.Equal("1=5", target.Values($$"""c_total{{{rest}}}"""));
        Assert.Equal([new Exemplar(LabelSet.Of(("trace_id", "t")), 0.5, 1000)], target.Sink.Exemplars($$"""c_total{{{rest}}}"""));
        Assert.Equal(StaleMarker.NormalNaNBits, BitConverter.DoubleToInt64Bits(target.Sink.Samples($$"""g{{{rest}}}""")[0].Value));
        Assert.Equal("1=9", target.Values($$"""s{{{rest}}, quantile="0.5"}"""));
        Assert.Equal("1=7", target.Values($$"""s_count{{{rest}}}"""));
        Assert.Equal("1=3", target.Values("""h_bucket{instance="i", job="j", l="v\"\n\\", le="1.0"}"""));
        Assert.Equal("1=4", target.Values("""h_bucket{instance="i", job="j", l="v\"\n\\", le="+Inf"}"""));
        Assert.Equal(9, target.Appender.Counts.Scraped);
        Assert.Equal(MetricType.Summary, target.Sink.Metadata["s"].Type);

        int resolved = target.Sink.Resolved;
        target.Append(2, [.. _body], ScrapeFormat.Protobuf);
        Assert.Equal(resolved, target.Sink.Resolved);
        Assert.Equal("1=5 2=5", target.Values($$"""c_total{{{rest}}}"""));
    }

    [Fact]
    public void Append_ANativeHistogram_IsTakenWhereItIsWanted()
    {
        Family("h", 4, () => Value(7, Native));
        var target = new AppenderHarness("  scrape_native_histograms: true");
        target.Append(1, [.. _body], ScrapeFormat.Protobuf);
        const string Series = """h{instance="i", job="j", l="v\"\n\\"}""";
        (long timestamp, NativeHistogram histogram) = Assert.Single(target.Sink.Histograms(Series));
        Assert.Equal(1000, timestamp);
        Assert.Equal(
            new NativeHistogram
            {
                Schema = -2, Count = 6, Sum = 2.5, ZeroThreshold = 0.125, ZeroCount = 1, IsInteger = true,
                PositiveSpans = [new BucketSpan(-1, 2), new BucketSpan(3, 1)],
                PositiveBuckets = [2, 1, 2],
            },
            histogram);

        target.Append(2, [], ScrapeFormat.Protobuf);
        Assert.True(target.Sink.Histograms(Series)[^1].Histogram.IsStale);

        var classic = new AppenderHarness();
        classic.Append(1, [.. _body], ScrapeFormat.Protobuf);
        Assert.Equal("1=6", classic.Values("""h_bucket{instance="i", job="j", l="v\"\n\\", le="+Inf"}"""));
        Assert.Empty(classic.Sink.Histograms(Series));
    }

    [Fact]
    public void Append_WhatIsCutOff_IsRefusedWhole()
    {
        Family("g", 1, () => Value(2, () => _writer.Double(1, 1)));
        var target = new AppenderHarness();
        for (int length = 1; length < _body.Count; length++)
        {
            byte[] cut = [.. _body.Take(length)];
            Assert.Throws<ExpositionException>(() => target.Append(1, cut, ScrapeFormat.Protobuf));
        }

        Assert.Empty(target.Sink.AllSeries);
    }

    private void Native()
    {
        _writer.Integer(1, 6);
        _writer.Double(2, 2.5);
        _writer.ZigZag(5, -2);
        _writer.Double(6, 0.125);
        _writer.Integer(7, 1);
        foreach ((long offset, ulong length) in new[] { (-1L, 2UL), (3L, 1UL) })
        {
            int span = _writer.Begin(12);
            _writer.ZigZag(1, offset);
            _writer.Integer(2, length);
            _writer.End(span);
        }

        _writer.PackedZigZag(13, [2, -1, 1]);
    }

    private void Family(string name, ulong type, Action metric)
    {
        _writer.Clear();
        _writer.Text(1, name);
        _writer.Text(2, "help");
        _writer.Integer(3, type);
        int start = _writer.Begin(4);
        Label(1, "l", "v\"\n\\");
        metric();
        _writer.End(start);
        byte[] family = _writer.Written.ToArray();
        _writer.Clear();
        _writer.Varint((ulong)family.Length);
        _body.AddRange(_writer.Written.Span);
        _body.AddRange(family);
    }

    private void Value(int field, Action value)
    {
        int start = _writer.Begin(field);
        value();
        _writer.End(start);
    }

    private void Label(int field, string name, string value)
    {
        int label = _writer.Begin(field);
        _writer.Text(1, name);
        _writer.Text(2, value);
        _writer.End(label);
    }
}
