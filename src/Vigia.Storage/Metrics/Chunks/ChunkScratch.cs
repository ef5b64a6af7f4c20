namespace Vigia.Storage.Metrics.Chunks;

/// <summary>Room to encode and decode in; used again and again by one thread at a time.</summary>
internal sealed class ChunkScratch
{
    private readonly long[] _integers = new long[FloatChunk.MaxSamples];
    private readonly long[] _moved = new long[FloatChunk.MaxSamples];
    private readonly int[] _specials = new int[64];

    /// <summary>Times of the samples at hand.</summary>
    public long[] Times { get; } = new long[FloatChunk.MaxSamples];

    /// <summary>Values of the samples at hand.</summary>
    public double[] Values { get; } = new double[FloatChunk.MaxSamples];

    /// <summary>A chunk's bytes.</summary>
    public byte[] Bytes { get; } = new byte[FloatChunk.Bound(FloatChunk.MaxSamples)];

    public Span<long> Integers(int count) => _integers.AsSpan(0, count);

    public Span<long> Moved(int count) => _moved.AsSpan(0, count);

    /// <summary>As many places as values of a column may be special before it is written as bits.</summary>
    public Span<int> Specials(int count) => _specials.AsSpan(0, Math.Min(_specials.Length, (count / 16) + 1));
}
