using System.Globalization;

namespace Vigia.Testing.Metrics;

/// <summary>A native histogram as remote read brings it; counts are absolute, lists are written with blanks, so that two are easily compared.</summary>
public sealed record ReadHistogram(
    int Schema, double ZeroThreshold, double Count, double ZeroCount, double Sum, string PositiveSpans, string Positive, string NegativeSpans, string Negative, string Bounds)
{
    /// <summary>Whether it marks the end of its series.</summary>
    public bool IsStale => BitConverter.DoubleToInt64Bits(Sum) == 0x7ff0_0000_0000_0002;

    /// <summary>A <c>prometheus.Histogram</c>.</summary>
    public static ReadHistogram From(IReadOnlyList<ProtobufField> fields)
    {
        ProtobufField Last(int number) => fields.LastOrDefault(field => field.Number == number);
        return new ReadHistogram(
            (int)Last(4).ZigZag, Last(5).AsFloat, Last(1).Raw + Last(2).AsFloat, Last(6).Raw + Last(7).AsFloat, Last(3).AsFloat,
            Spans(11), Buckets(12, 13), Spans(8), Buckets(9, 10), Join(Doubles(Last(16).Bytes)));

        string Spans(int number) => string.Join(' ', fields.Where(field => field.Number == number).Select(static field =>
        {
            List<ProtobufField> span = ProtobufField.Read(field.Bytes);
            return Text((int)span.FirstOrDefault(static part => part.Number == 1).ZigZag, (long)span.FirstOrDefault(static part => part.Number == 2).Raw);
        }));

        string Buckets(int deltas, int counts)
        {
            if (Last(counts).Bytes.Length > 0)
            {
                return Join(Doubles(Last(counts).Bytes));
            }

            var absolute = new List<double>();
            long sum = 0;
            for (int at = 0; at < Last(deltas).Bytes.Length;)
            {
                ulong delta = ProtobufField.Varint(Last(deltas).Bytes.Span, ref at);
                absolute.Add(sum += (long)(delta >> 1) ^ -(long)(delta & 1));
            }

            return Join(absolute);
        }
    }

    /// <summary>A span as text.</summary>
    public static string Text(int offset, long length) => string.Create(CultureInfo.InvariantCulture, $"{offset}:{length}");

    /// <summary>Numbers as text.</summary>
    public static string Join(IEnumerable<double> values) => string.Join(' ', values.Select(static value => value.ToString("R", CultureInfo.InvariantCulture)));

    private static List<double> Doubles(ReadOnlyMemory<byte> packed)
    {
        var values = new List<double>();
        for (int at = 0; at < packed.Length; at += 8)
        {
            values.Add(BitConverter.ToDouble(packed.Span[at..]));
        }

        return values;
    }
}
