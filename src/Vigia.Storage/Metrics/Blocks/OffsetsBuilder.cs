namespace Vigia.Storage.Metrics.Blocks;

/// <summary>An <i>offsets</i> section while it is made: pieces of bytes behind their offsets. Not thread-safe.</summary>
internal sealed class OffsetsBuilder
{
    private readonly List<int> _ends = [];

    public GrowingBytes Bytes { get; } = new();

    /// <summary>Ends a piece.</summary>
    public void End() => _ends.Add(Bytes.Length);

    /// <summary>The offsets, which stand before the bytes.</summary>
    public GrowingBytes Offsets()
    {
        var offsets = new GrowingBytes();
        offsets.Int32(_ends.Count);
        offsets.Int32(0);
        foreach (int end in _ends)
        {
            offsets.Int32(end);
        }

        return offsets;
    }
}
