namespace Vigia.Storage.Metrics.Index;

/// <summary>The order of series in a block: by metric name, so that a query's series lie together, then by hash, so that blocks merge in one pass.</summary>
internal static class SeriesOrder
{
    public static int Compare(string nameA, UInt128 hashA, string nameB, UInt128 hashB)
    {
        int order = ReferenceEquals(nameA, nameB) ? 0 : Utf8Order.Instance.Compare(nameA, nameB);
        return order != 0 ? order : hashA.CompareTo(hashB);
    }
}
