using Vigia.Storage.Metrics.Index;

namespace Vigia.Storage.Metrics.Head;

/// <summary>A label name with its values. The index's lock guards it.</summary>
internal sealed class LabelNameEntry(string name, int id)
{
    public string Name { get; } = name;

    public int Id { get; } = id;

    /// <summary>The pair of each value.</summary>
    public Dictionary<string, uint> Values { get; } = new(StringComparer.Ordinal);

    /// <summary>The pairs in the order of their making, those without series among them.</summary>
    public SeriesNumbers Pairs { get; private set; } = new(4);

    /// <summary>Forgets pairs that are no more.</summary>
    public void DropMissing(LabelPairs pairs)
    {
        if (Pairs.Count == Values.Count)
        {
            return;
        }

        var left = new SeriesNumbers(Values.Count);
        foreach (uint pair in Pairs.Span)
        {
            if (pairs.Has(pair) && pairs[pair].Count > 0)
            {
                left.Add(pair);
            }
        }

        Pairs = left;
    }
}
