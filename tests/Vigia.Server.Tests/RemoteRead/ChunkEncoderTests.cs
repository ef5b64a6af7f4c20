using CsCheck;
using Vigia.Model.Metrics;
using Vigia.Server.RemoteRead.Chunks;
using Vigia.Testing.Metrics;
using Xunit;

namespace Vigia.Server.Tests.RemoteRead;

public sealed class ChunkEncoderTests
{
    private static readonly Gen<double> Values = Gen.OneOf(
        Gen.Double, Gen.Int[-5, 5].Select(static value => (double)value), Choice(double.NaN, double.PositiveInfinity, -0.0, StaleMarker.Value, double.Epsilon));

    private static readonly Gen<long> Steps = Gen.OneOf(
        Gen.Const(15_000L), Gen.Long[1, 20], Choice(8_192L, 8_193, 65_536, 65_537, 524_288, 524_289, 1L << 40));

    [Fact]
    public void Encode_AnyFloats_AreReadBackBitForBit() =>
        Gen.Select(Steps, Values).List[1, 300].Sample(
            static samples =>
            {
                using var columns = new SampleColumns();
                long time = -1_000_000;
                foreach ((long step, double value) in samples)
                {
                    columns.Add(time += step, value);
                }

                return Bits(Chunks(columns).SelectMany(static chunk => chunk.Samples())) == Bits(Pairs(columns));
            },
            iter: 2_000);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Encode_AnyHistograms_AreReadBack(bool isInteger) =>
        Gen.Select(Steps, Gen.OneOf(Gen.Int[0, 3], Gen.Int[0, 100_000]), Gen.Int[0, 40]).List[1, 200].Sample(
            samples =>
            {
                using var columns = new SampleColumns();
                long time = 1_700_000_000_000;
                double growing = 0;
                foreach ((long step, int more, int layout) in samples)
                {
                    growing = more == 3 ? 1 : growing + (isInteger ? more : more / 3.0);
                    columns.Add(time += step, Histogram(growing, isInteger, isOther: layout == 0, hint: layout == 1 ? CounterReset.Reset : CounterReset.Unknown));
                }

                return Bits(Chunks(columns).SelectMany(static chunk => chunk.Samples())) == Bits(Pairs(columns));
            },
            iter: 500);

    [Fact]
    public void Encode_FloatsHistogramsAndMarkers_HaveChunksOfTheirKind()
    {
        using var columns = new SampleColumns();
        columns.Add(1, 1.5);
        columns.Add(2, Histogram(1, isInteger: true));
        columns.Add(3, Histogram(2, isInteger: true));
        columns.Add(4, Histogram(2.5, isInteger: false));
        columns.Add(5, new NativeHistogram { Schema = 0, Sum = StaleMarker.Value });
        columns.Add(6, Histogram(9, isInteger: true));
        columns.Add(7, 2.5);
        Assert.Equal([(1, 1L, 1L), (2, 2, 3), (3, 4, 4), (3, 5, 5), (2, 6, 6), (1, 7, 7)], Chunks(columns).Select(static chunk => (chunk.Type, chunk.First, chunk.Last)));
        Assert.True(Assert.IsType<ReadHistogram>(Chunks(columns)[3].Samples().Single().Value).IsStale);
    }

    [Fact]
    public void Encode_ACounterThatGoesDown_BeginsAChunk()
    {
        using var columns = new SampleColumns();
        columns.Add(1, Histogram(5, isInteger: true));
        columns.Add(2, Histogram(6, isInteger: true));
        columns.Add(3, Histogram(2, isInteger: true, hint: CounterReset.Reset));
        columns.Add(4, Histogram(1, isInteger: true));
        Assert.Equal([(1L, 0), (3, 2), (4, 0)], Chunks(columns).Select(static chunk => (chunk.First, chunk.ResetFlags)));
    }

    [Fact]
    public void Encode_AGaugeThatGoesDown_StaysInItsChunk()
    {
        using var columns = new SampleColumns();
        columns.Add(1, Histogram(5, isInteger: true, hint: CounterReset.Gauge));
        columns.Add(2, Histogram(2, isInteger: true, hint: CounterReset.Gauge));
        columns.Add(3, Histogram(3, isInteger: true));
        Assert.Equal([(1L, 3), (3, 0)], Chunks(columns).Select(static chunk => (chunk.First, chunk.ResetFlags)));
    }

    [Fact]
    public void Encode_CustomBuckets_KeepTheirBounds()
    {
        using var columns = new SampleColumns();
        columns.Add(1, new NativeHistogram
        {
            Schema = NativeHistogram.CustomBucketsSchema,
            Count = 6,
            Sum = 3,
            IsInteger = true,
            CustomValues = [-1.5, 0, 0.125, 1, 33_554.43, 1e9, 1 / 3d],
            PositiveSpans = [new BucketSpan(0, 3)],
            PositiveBuckets = [1, 2, 3],
        });
        Assert.Equal(Bits(Pairs(columns)), Bits(Chunks(columns).Single().Samples()));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.5)]
    [InlineData(1024)]
    [InlineData(2048)]
    [InlineData(0.001)]
    [InlineData(2.938735877055719E-39)]
    public void Encode_ZeroThresholds_AreReadBack(double threshold)
    {
        using var columns = new SampleColumns();
        columns.Add(1, Histogram(5, isInteger: true) with { ZeroThreshold = threshold });
        Assert.Equal(threshold, Assert.IsType<ReadHistogram>(Chunks(columns).Single().Samples().Single().Value).ZeroThreshold);
    }

    private static Gen<T> Choice<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);

    private static List<ReadChunk> Chunks(SampleColumns columns)
    {
        var encoder = new ChunkEncoder();
        var chunks = new List<ReadChunk>();
        for (int at = 0; at < columns.Count;)
        {
            EncodedChunk chunk = encoder.Encode(columns, at);
            Assert.InRange(chunk.Count, 1, ChunkEncoder.MaxSamples);
            chunks.Add(new ReadChunk(columns.Timestamps[at], columns.Timestamps[at + chunk.Count - 1], (int)chunk.Encoding, encoder.Bytes.ToArray()));
            at += chunk.Count;
        }

        return chunks;
    }

    private static NativeHistogram Histogram(double growing, bool isInteger, bool isOther = false, CounterReset hint = CounterReset.Unknown) => new()
    {
        Schema = isOther ? 3 : -1,
        ZeroThreshold = 0.001,
        ZeroCount = growing,
        Count = growing * 10,
        Sum = growing * 1.25,
        IsInteger = isInteger,
        ResetHint = hint,
        PositiveSpans = [new BucketSpan(-3, 2), new BucketSpan(4, 1)],
        PositiveBuckets = [growing, growing * 2, growing],
        NegativeSpans = isOther ? [] : [new BucketSpan(1, 2)],
        NegativeBuckets = isOther ? [] : [growing, growing * 4],
    };

    private static IEnumerable<(long, object)> Pairs(SampleColumns columns)
    {
        for (int i = 0; i < columns.Count; i++)
        {
            object value = columns.HasHistograms && columns.Histograms[i] is { } histogram ? Expected(histogram) : columns.Values[i];
            yield return (columns.Timestamps[i], value);
        }
    }

    private static ReadHistogram Expected(NativeHistogram histogram) => new(
        histogram.Schema, histogram.ZeroThreshold, histogram.Count, histogram.ZeroCount, histogram.Sum,
        Spans(histogram.PositiveSpans), ReadHistogram.Join(histogram.PositiveBuckets), Spans(histogram.NegativeSpans), ReadHistogram.Join(histogram.NegativeBuckets),
        ReadHistogram.Join(histogram.CustomValues));

    private static string Spans(BucketSpan[] spans) => string.Join(' ', spans.Select(static span => ReadHistogram.Text(span.Offset, span.Length)));

    private static string Bits(IEnumerable<(long Time, object Value)> samples) => string.Join(
        '\n', samples.Select(static sample => $"{sample.Time} {(sample.Value is double value ? BitConverter.DoubleToInt64Bits(value).ToString("x", null) : sample.Value)}"));
}
