using CsCheck;
using Vigia.Model.Metrics;
using Vigia.Storage.Metrics.Chunks;
using Xunit;

namespace Vigia.Storage.Tests.Chunks;

public sealed class FloatChunkTests
{
    private static readonly Gen<double> AnyBits = Gen.Long.Select(BitConverter.Int64BitsToDouble);

    private static readonly Gen<double> Odd = Gen.OneOf(new[]
    {
        0.0, -0.0, double.NaN, StaleMarker.Value, double.PositiveInfinity, double.NegativeInfinity, double.Epsilon, double.MaxValue, double.MinValue,
        9007199254740991, 9007199254740993, 0.1 + 0.2, 1e15, 1e-15, 123456.789,
    }.Select(static value => Gen.Const(value)).ToArray());

    private static readonly Gen<double[]> Series = Gen.OneOf(
        AnyBits.Array[1, 1024],
        Gen.Double.Array[1, 300],
        Gen.Int[-1000, 1000].Select(static i => (double)i).Array[1, 1024],
        Gen.Int[0, 100].Array[1, 600].Select(static steps => Running(steps, 1)),
        Gen.Int[-50, 50].Array[1, 600].Select(static steps => Running(steps, 10)),
        Gen.Int[-50, 50].Array[1, 600].Select(static steps => Running(steps, 1e6)),
        Gen.Double[0, 1].Array[1, 600].Select(static steps => Sum(steps)),
        Gen.Select(Gen.Int[0, 1000].Select(static i => i / 100.0).Array[1, 600], Gen.Int[1, 40], Odd).Select(Sprinkle),
        Gen.Float.Select(static value => (double)value).Array[1, 300],
        Gen.Select(Odd, Gen.Int[1, 1024]).Select(static (value, count) => Enumerable.Repeat(value, count).ToArray()));

    private static readonly Gen<(long Start, int[] Steps)> Times = Gen.Select(
        Gen.OneOf(Gen.Long[0, 2_000_000_000_000], Gen.Long[long.MinValue / 2, long.MaxValue / 4]),
        Gen.OneOf(
            Gen.Int[1, 1 << 20].Select(static step => Enumerable.Repeat(step, 1024).ToArray()),
            Gen.Int[14_990, 15_010].Array[1024],
            Gen.Int[1, int.MaxValue].Array[1024],
            Gen.Select(Gen.Int[1, 200], Gen.Int[2, 90]).Select(static (gap, every) => Enumerable.Range(0, 1024).Select(i => i % every == 0 ? gap * 15_000 : 15_000).ToArray())));

    [Fact]
    public void Read_WhatWasWritten_IsTheSameBitForBit() => Gen.Select(Series, Times).Sample(
        static (values, times) =>
        {
            long[] stamps = new long[values.Length];
            long time = times.Start;
            for (int i = 0; i < stamps.Length; i++)
            {
                stamps[i] = time;
                time += times.Steps[i];
            }

            var scratch = new ChunkScratch();
            byte[] room = new byte[FloatChunk.Bound(values.Length)];
            int length = FloatChunk.Write(stamps, values, scratch, room);
            byte[] chunk = room.AsSpan(0, length).ToArray();
            Assert.Equal(values.Length, FloatChunk.Count(chunk));
            long[] readTimes = new long[values.Length];
            double[] readValues = new double[values.Length];
            Assert.Equal(values.Length, FloatChunk.Read(chunk, readTimes, readValues));
            Assert.Equal(stamps, readTimes);
            Assert.Equal(values.Select(BitConverter.DoubleToInt64Bits), readValues.Select(BitConverter.DoubleToInt64Bits));
            Assert.True(length <= 40 + (values.Length * 17), $"{length} bytes for {values.Length} samples");
        },
        iter: 3000);

    [Theory]
    [InlineData("constant", 0.16)]
    [InlineData("counter", 1.05)]
    [InlineData("gauge1", 1.35)]
    [InlineData("gauge2", 1.9)]
    [InlineData("reset", 1.1)]
    [InlineData("gaps", 0.6)]
    public void Write_UsualSeries_TakesFewBytes(string kind, double most)
    {
        var random = new Random(5);
        const int n = 240;
        long[] times = [.. Enumerable.Range(0, n).Select(i => 1_760_000_000_000 + (i * 15_000L) + (kind == "gaps" ? i / 100 * 900_000L : 0))];
        double counter = 1e6;
        double[] values = [.. Enumerable.Range(0, n).Select(i => kind switch
        {
            "constant" => 42.5,
            "counter" => counter += random.Next(100),
            "gauge1" => random.Next(1000) / 10.0,
            "gauge2" => random.Next(10000) / 100.0,
            "reset" => i == 100 ? counter = 3 : counter += random.Next(100),
            _ => i % 10,
        })];
        int length = FloatChunk.Write(times, values, new ChunkScratch(), new byte[FloatChunk.Bound(n)]);
        Assert.True(length <= n * most, FormattableString.Invariant($"{(double)length / n:F3} bytes a sample"));
    }

    private static double[] Running(int[] steps, double scale)
    {
        long sum = 0;
        return [.. steps.Select(step => (sum += step) / scale)];
    }

    private static double[] Sum(double[] steps)
    {
        double sum = 0;
        return [.. steps.Select(step => sum += step)];
    }

    private static double[] Sprinkle(double[] values, int every, double odd) => [.. values.Select((value, i) => i % every == 0 ? odd : value)];
}
