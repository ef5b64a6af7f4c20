using Vigia.Model.Metrics;
using Vigia.Storage.Metrics.Chunks;

namespace Vigia.Fuzz.Targets;

/// <summary>A chunk of floats or histograms, as a block or the journal may hold it. What can be read is written again and reads the same.</summary>
internal sealed class MetricChunkTarget : IFuzzTarget
{
    private readonly ChunkScratch _scratch = new();
    private readonly long[] _times = new long[FloatChunk.MaxSamples];
    private readonly double[] _values = new double[FloatChunk.MaxSamples];

    public string Name => "metric-chunk";

    public int BaseBytes => 64 << 10;

    /// <summary>A column of three bytes says the same of 256 histograms, which is written again.</summary>
    public int BytesPerInputByte => 8 << 10;

    public void Run(byte[] input)
    {
        try
        {
            if (input.Length > 0 && input[0] == (byte)ChunkKind.Histograms)
            {
                (long[] times, NativeHistogram[] histograms) = HistogramChunk.Read(input);
                byte[] again = HistogramChunk.Write(times, histograms, _scratch);
                (long[] sameTimes, NativeHistogram[] same) = HistogramChunk.Read(again);
                Check(times.AsSpan().SequenceEqual(sameTimes) && histograms.AsSpan().SequenceEqual(same));
                return;
            }

            int count = FloatChunk.Read(input, _times, _values);
            int length = FloatChunk.Write(_times.AsSpan(0, count), _values.AsSpan(0, count), _scratch, _scratch.Bytes);
            Check(FloatChunk.Read(_scratch.Bytes.AsSpan(0, length), _scratch.Times, _scratch.Values) == count);
            Check(_times.AsSpan(0, count).SequenceEqual(_scratch.Times.AsSpan(0, count)));
            for (int i = 0; i < count; i++)
            {
                Check(BitConverter.DoubleToInt64Bits(_values[i]) == BitConverter.DoubleToInt64Bits(_scratch.Values[i]));
            }
        }
        catch (InvalidDataException)
        {
            // As documented.
            return;
        }
    }

    private static void Check(bool isSame)
    {
        if (!isSame)
        {
            throw new FuzzFindingException("A chunk that was read and written again reads differently.");
        }
    }
}
