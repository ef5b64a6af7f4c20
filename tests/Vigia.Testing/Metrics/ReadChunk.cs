namespace Vigia.Testing.Metrics;

/// <summary>A chunk of Prometheus' storage, read from its published layout and not with the code that writes it.</summary>
/// <param name="First">Its first sample's time.</param>
/// <param name="Last">Its last sample's time.</param>
/// <param name="Type">1 floats, 2 native histograms of whole counts, 3 others.</param>
/// <param name="Data">Its bytes.</param>
/// <remarks>https://github.com/prometheus/prometheus/blob/main/tsdb/docs/format/chunks.md.</remarks>
public sealed record ReadChunk(long First, long Last, int Type, byte[] Data)
{
    /// <summary>A chunk of a streamed answer.</summary>
    public static ReadChunk From(IReadOnlyList<ProtobufField> fields)
    {
        ProtobufField Last(int number) => fields.LastOrDefault(field => field.Number == number);
        return new ReadChunk((long)Last(1).Raw, (long)Last(2).Raw, (int)Last(3).Raw, Last(4).Bytes.ToArray());
    }

    /// <summary>What says of resets how the chunk begins; of histograms only: 0 unknown, 1 no reset, 2 reset, 3 a gauge.</summary>
    public int ResetFlags => Data[2] >> 6;

    /// <summary>The samples: time and value, or time and <see cref="ReadHistogram"/>.</summary>
    public IReadOnlyList<(long Time, object Value)> Samples()
    {
        var bits = new ReadBits(Data);
        int count = (int)bits.Bits(16);
        return Type == 1 ? Floats(bits, count) : Histograms(bits, count);
    }

    private static List<(long, object)> Floats(ReadBits bits, int count)
    {
        var samples = new List<(long, object)>();
        long time = 0, step = 0;
        var column = new ReadBits.Column();
        for (int i = 0; i < count; i++)
        {
            if (i == 0)
            {
                ulong zigZag = bits.Varint();
                time = (long)(zigZag >> 1) ^ -(long)(zigZag & 1);
            }
            else
            {
                step = i == 1 ? (long)bits.Varint() : step + StepChange(bits);
                time += step;
            }

            samples.Add((time, bits.Xor(column)));
        }

        return samples;
    }

    private static long StepChange(ReadBits bits)
    {
        int ones = bits.Ones(4);
        return ones switch { 0 => 0, 1 => bits.Signed(14), 2 => bits.Signed(17), 3 => bits.Signed(20), _ => (long)bits.Bits(64) };
    }

    private List<(long, object)> Histograms(ReadBits bits, int count)
    {
        bits.Bits(8);
        byte threshold = (byte)bits.Bits(8);
        double zeroThreshold = threshold switch { 0 => 0, 255 => BitConverter.UInt64BitsToDouble(bits.Bits(64)), _ => Math.ScaleB(0.5, threshold - 243) };
        int schema = (int)bits.Varbit();
        (string positive, int positives) = Spans(bits);
        (string negative, int negatives) = Spans(bits);
        var bounds = new List<double>();
        for (ulong rest = schema == -53 ? bits.UnsignedVarbit() : 0; rest > 0; rest--)
        {
            ulong thousandths = bits.UnsignedVarbit();
            bounds.Add(thousandths == 0 ? BitConverter.UInt64BitsToDouble(bits.Bits(64)) : (thousandths - 1) / 1000.0);
        }

        var samples = new List<(long, object)>();
        var times = new Changing();
        Changing[] whole = [.. Enumerable.Range(0, 2 + positives + negatives).Select(static _ => new Changing())];
        ReadBits.Column[] floats = [.. Enumerable.Range(0, 3 + positives + negatives).Select(static _ => new ReadBits.Column())];
        for (int i = 0; i < count; i++)
        {
            long time = times.Next(i == 1 ? (long)bits.UnsignedVarbit() : bits.Varbit(), i);
            double counted = Type == 2 ? whole[0].Next(i == 0 ? (long)bits.UnsignedVarbit() : bits.Varbit(), i) : bits.Xor(floats[0]);
            double zeros = Type == 2 ? whole[1].Next(i == 0 ? (long)bits.UnsignedVarbit() : bits.Varbit(), i) : bits.Xor(floats[1]);
            double sum = bits.Xor(floats[2]);
            string positiveBuckets = Buckets(0, positives, i), negativeBuckets = Buckets(positives, negatives, i);
            samples.Add((time, new ReadHistogram(schema, zeroThreshold, counted, zeros, sum, positive, positiveBuckets, negative, negativeBuckets, ReadHistogram.Join(bounds))));
        }

        return samples;

        string Buckets(int from, int length, int sample)
        {
            var values = new double[length];
            long below = 0;
            for (int i = 0; i < length; i++)
            {
                values[i] = Type == 2 ? below += whole[2 + from + i].Next(bits.Varbit(), sample) : bits.Xor(floats[3 + from + i]);
            }

            return ReadHistogram.Join(values);
        }
    }

    private static (string Text, int Buckets) Spans(ReadBits bits)
    {
        var spans = new List<string>();
        int buckets = 0;
        for (ulong rest = bits.UnsignedVarbit(); rest > 0; rest--)
        {
            long length = (long)bits.UnsignedVarbit();
            spans.Add(ReadHistogram.Text((int)bits.Varbit(), length));
            buckets += (int)length;
        }

        return (string.Join(' ', spans), buckets);
    }

    /// <summary>The first as it is, the second as a difference, further ones as a difference of differences.</summary>
    private sealed class Changing
    {
        private long _value;
        private long _change;

        public long Next(long read, int sample)
        {
            _change = sample switch { 0 => 0, 1 => read, _ => _change + read };
            return _value = sample == 0 ? read : _value + _change;
        }
    }
}
