using CsCheck;
using Vigia.Storage.Metrics.Chunks;
using Xunit;

namespace Vigia.Storage.Tests.Chunks;

public sealed class IntegerColumnTests
{
    private static readonly Gen<long[]> Columns = Gen.OneOf(
        Gen.Long.Array[1, 300],
        Gen.Long[-5, 5].Array[1, 300],
        Gen.Select(Gen.Long[1, 1000], Gen.Long[0, 100].Array[1, 300]).Select(static (divisor, values) => values.Select(value => value * divisor).ToArray()),
        Gen.Select(Gen.Long[0, 10].Array[8, 300], Gen.Long, Gen.Int[0, 299]).Select(static (values, odd, at) =>
        {
            values[at % values.Length] = odd;
            return values;
        }),
        Gen.Select(Gen.Long, Gen.Int[0, 60]).Array[1, 100].Select(static values => values.Select(static value => value.Item1 << value.Item2).ToArray()));

    [Fact]
    public void Read_WhatWasWritten_IsTheSame() => Columns.Sample(
        static values =>
        {
            byte[] room = new byte[IntegerColumn.Bound(values.Length)];
            var writer = new SpanWriter(room);
            IntegerColumn.Write(values, new long[values.Length], ref writer);
            var reader = new SpanReader(writer.Written);
            long[] read = new long[values.Length];
            IntegerColumn.Read(ref reader, read);
            Assert.Equal(values, read);
            Assert.Equal(0, reader.Remaining);
        },
        iter: 5000);

    [Fact]
    public void Unpack_AnyWidth_IsThatOfTheNaive() => Gen.Select(Gen.Int[0, 64], Gen.ULong.Array[0, 130]).Sample(static (width, numbers) =>
    {
        ulong mask = width == 64 ? ulong.MaxValue : (1UL << width) - 1;
        ulong[] values = [.. numbers.Select(number => number & mask)];
        byte[] packed = new byte[BitPacking.Bytes(values.Length, width) + 8];
        BitPacking.Pack(values, width, packed);
        bool[] bits = [.. values.SelectMany(value => Enumerable.Range(0, width).Select(bit => ((value >> bit) & 1) == 1))];
        for (int i = 0; i < bits.Length; i++)
        {
            Assert.Equal(bits[i], ((packed[i / 8] >> (i % 8)) & 1) == 1);
        }

        ulong[] read = new ulong[values.Length];
        BitPacking.Unpack(packed.AsSpan(0, BitPacking.Bytes(values.Length, width)), width, read);
        Assert.Equal(values, read);
    });
}
