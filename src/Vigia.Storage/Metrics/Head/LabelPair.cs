namespace Vigia.Storage.Metrics.Head;

/// <summary>A label's name and value, and the series that have it. Its array is only replaced or written behind its count.</summary>
internal struct LabelPair
{
    public string Value;
    public uint[]? Series;
    public int Name;
    public int Count;
    public uint Single;

    /// <summary>The series, ascending.</summary>
    [System.Diagnostics.CodeAnalysis.UnscopedRef]
    public readonly ReadOnlySpan<uint> Numbers => Series is null ? new ReadOnlySpan<uint>(in Single)[..Count] : Series.AsSpan(0, Count);
}
