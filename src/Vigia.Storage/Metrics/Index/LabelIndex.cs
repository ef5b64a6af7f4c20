namespace Vigia.Storage.Metrics.Index;

/// <summary>
/// From label pairs to series, as one moment had it: what the head and each block give to <see cref="SeriesMatching"/>. Series have numbers,
/// pairs of a name and a value too; 0 is no pair.
/// </summary>
internal abstract class LabelIndex
{
    /// <summary>Series numbers are below it.</summary>
    public abstract uint Limit { get; }

    /// <summary>Appends every series, ascending.</summary>
    public abstract void AddAll(SeriesNumbers series);

    /// <summary>The number of a label name; negative where no series has it.</summary>
    public abstract int FindName(string name);

    /// <summary>The pair of a name and a value; 0 where no series has it.</summary>
    public abstract uint FindPair(string name, string value);

    /// <summary>Appends the pairs of a name, in any order.</summary>
    public abstract void AddPairsOf(int name, SeriesNumbers pairs);

    /// <summary>The value of a pair.</summary>
    public abstract string ValueOf(uint pair);

    /// <summary>How many series a pair has.</summary>
    public abstract int CountOf(uint pair);

    /// <summary>Appends a pair's series, ascending.</summary>
    public abstract void AddSeriesOf(uint pair, SeriesNumbers series);

    /// <summary>Adds every label name that a series has.</summary>
    public abstract void AddNames(ISet<string> names);

    /// <summary>Adds every value that a series has of a label.</summary>
    public void AddValues(string name, ISet<string> values)
    {
        int number = FindName(name);
        if (number < 0)
        {
            return;
        }

        var pairs = new SeriesNumbers();
        AddPairsOf(number, pairs);
        foreach (uint pair in pairs.Span)
        {
            if (CountOf(pair) > 0)
            {
                values.Add(ValueOf(pair));
            }
        }
    }

    /// <summary>The pair that a series has of a name; 0 where it has none.</summary>
    public abstract uint PairOf(uint series, int name);
}
