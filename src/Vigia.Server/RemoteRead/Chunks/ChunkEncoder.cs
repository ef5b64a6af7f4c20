using System.Buffers.Binary;
using Vigia.Model.Metrics;

namespace Vigia.Server.RemoteRead.Chunks;

/// <summary>
/// Encodes samples as Prometheus' storage has them: floats as XOR chunks, native histograms as theirs. Used again for chunk after chunk; not thread-safe.
/// </summary>
internal sealed class ChunkEncoder
{
    /// <summary>Samples of a chunk, as Prometheus aims at.</summary>
    public const int MaxSamples = 120;

    private readonly BitWriter _bits = new();
    private readonly HistogramChunk _histograms = new();

    /// <summary>The last chunk's bytes, valid until the next.</summary>
    public ReadOnlySpan<byte> Bytes => _bits.Written;

    /// <summary>Encodes samples from this one on, as many as belong into one chunk.</summary>
    public EncodedChunk Encode(SampleColumns columns, int from)
    {
        _bits.Clear();
        ReadOnlySpan<long> timestamps = columns.Timestamps[from..];
        ReadOnlySpan<NativeHistogram?> histograms = columns.HasHistograms ? columns.Histograms[from..] : default;
        if (!histograms.IsEmpty && histograms[0] is { } first)
        {
            int length = HistogramChunk.Length(histograms[..Math.Min(histograms.Length, MaxSamples)]);
            _histograms.Write(_bits, timestamps[..length], histograms[..length]);
            return new EncodedChunk(first.IsInteger && !first.IsStale ? ChunkEncoding.Histogram : ChunkEncoding.FloatHistogram, length);
        }

        int count = Math.Min(timestamps.Length, MaxSamples);
        for (int i = 0; i < count && !histograms.IsEmpty; i++)
        {
            if (histograms[i] is not null)
            {
                count = i;
            }
        }

        Floats(timestamps[..count], columns.Values[from..]);
        return new EncodedChunk(ChunkEncoding.Xor, count);
    }

    private void Floats(ReadOnlySpan<long> timestamps, ReadOnlySpan<double> values)
    {
        _bits.Bits((ulong)timestamps.Length, 16);
        XorColumn column = default;
        long step = 0;
        for (int i = 0; i < timestamps.Length; i++)
        {
            if (i == 0)
            {
                _bits.SignedVarint(timestamps[0]);
                column.Begin(_bits, values[0]);
                continue;
            }

            long next = timestamps[i] - timestamps[i - 1];
            if (i == 1)
            {
                _bits.Varint((ulong)next);
            }
            else
            {
                StepChange(next - step);
            }

            step = next;
            column.Add(_bits, values[i]);
        }
    }

    /// <summary>How a time's distance differs from the one before: 1 to 68 bits.</summary>
    private void StepChange(long change)
    {
        if (change == 0)
        {
            _bits.Bits(0, 1);
        }
        else if (change is >= -8191 and <= 8192)
        {
            _bits.Bits(0b10, 2);
            _bits.Bits((ulong)change, 14);
        }
        else if (change is >= -65535 and <= 65536)
        {
            _bits.Bits(0b110, 3);
            _bits.Bits((ulong)change, 17);
        }
        else if (change is >= -524287 and <= 524288)
        {
            _bits.Bits(0b1110, 4);
            _bits.Bits((ulong)change, 20);
        }
        else
        {
            _bits.Bits(0b1111, 4);
            _bits.Bits((ulong)change, 64);
        }
    }
}
