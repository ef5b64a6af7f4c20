using Vigia.Model.Labels;
using Vigia.Storage.Metrics.Index;

namespace Vigia.Storage.Metrics.Head;

/// <summary>The head's index as a reader sees it: what is added or swept meanwhile does not disturb it. Safe from any thread.</summary>
internal sealed class HeadView(SeriesHead head, HeadStripe[] stripes, LabelPair[][] pairs, uint limit) : LabelIndex
{
    /// <inheritdoc/>
    public override uint Limit { get; } = limit;

    /// <inheritdoc/>
    public override void AddAll(SeriesNumbers series)
    {
        for (uint number = 1; number < Limit; number++)
        {
            HeadStripe? stripe = stripes[number / HeadStripe.Size];
            if (stripe is null)
            {
                number |= HeadStripe.Size - 1;
            }
            else if (stripe.IsAlive((int)(number % HeadStripe.Size)))
            {
                series.Add(number);
            }
        }
    }

    /// <inheritdoc/>
    public override void AddNames(ISet<string> names) => head.AddNames(names);

    /// <inheritdoc/>
    public override int FindName(string name) => head.FindName(name);

    /// <inheritdoc/>
    public override uint FindPair(string name, string value) => Known(head.FindPair(name, value));

    /// <inheritdoc/>
    public override void AddPairsOf(int name, SeriesNumbers pairs) => head.AddPairsOf(name, pairs);

    /// <inheritdoc/>
    public override string ValueOf(uint pair) => LabelPairs.At(pairs, pair).Value;

    /// <inheritdoc/>
    public override int CountOf(uint pair) => Known(pair) == 0 ? 0 : LabelPairs.At(pairs, pair).Count;

    /// <inheritdoc/>
    public override void AddSeriesOf(uint pair, SeriesNumbers series) => head.AddSeriesOf(pair, Limit, series);

    /// <inheritdoc/>
    public override uint PairOf(uint series, int name)
    {
        foreach (uint pair in PairsOfSeries(series))
        {
            if (LabelPairs.At(pairs, pair).Name == name)
            {
                return pair;
            }
        }

        return 0;
    }

    public ReadOnlySpan<uint> PairsOfSeries(uint series) => StripeOf(series).PairsOf((int)(series % HeadStripe.Size));

    public HeadStripe StripeOf(uint series) => stripes[series / HeadStripe.Size];

    public UInt128 HashOf(uint series) => StripeOf(series).HashOf((int)(series % HeadStripe.Size));

    public long LastTime(uint series) => StripeOf(series).LastTime((int)(series % HeadStripe.Size));

    /// <summary>The labels of a series, from the cache or made anew.</summary>
    public LabelSet Labels(uint series)
    {
        HeadStripe stripe = StripeOf(series);
        int index = (int)(series % HeadStripe.Size);
        if (stripe.CachedLabels(index) is { } cached)
        {
            return cached;
        }

        LabelSet set = MakeLabels(series);
        head.CacheLabels(stripe, index, set);
        return set;
    }

    /// <summary>The labels of a series, made anew and not cached: for those who look at all of them.</summary>
    public LabelSet MakeLabels(uint series)
    {
        ReadOnlySpan<uint> numbers = PairsOfSeries(series);
        var labels = new Label[numbers.Length];
        for (int i = 0; i < labels.Length; i++)
        {
            labels[i] = LabelOf(numbers[i]);
        }

        return LabelSet.FromSorted(labels);
    }

    /// <summary>A pair's name and value.</summary>
    public Label LabelOf(uint pair)
    {
        ref LabelPair entry = ref LabelPairs.At(pairs, pair);
        return new Label(head.NameOf(entry.Name), entry.Value);
    }

    /// <summary>A pair that came after the view was made is none.</summary>
    private uint Known(uint pair) => pair != 0 && pair / 1024 < (uint)pairs.Length && pairs[pair / 1024] is not null ? pair : 0;
}
