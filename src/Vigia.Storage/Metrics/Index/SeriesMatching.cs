using Vigia.Model.Labels;

namespace Vigia.Storage.Metrics.Index;

/// <summary>Which series of an index all matchers select.</summary>
internal static class SeriesMatching
{
    private const int CheckEvery = 4096;

    /// <summary>The numbers of the series, ascending.</summary>
    public static uint[] Select(LabelIndex index, IReadOnlyList<LabelMatcher> matchers, CancellationToken cancellationToken)
    {
        var found = new SeriesNumbers();
        var pairs = new List<uint>[matchers.Count];
        int smallest = -1;
        long smallestCount = long.MaxValue;
        for (int i = 0; i < matchers.Count; i++)
        {
            if (matchers[i].MatchesEmpty || KnownValues(matchers[i]) is not { } values)
            {
                continue;
            }

            long count = 0;
            pairs[i] = Pairs(index, matchers[i].Name, values, ref count);
            if (count == 0)
            {
                return [];
            }

            if (count < smallestCount)
            {
                (smallest, smallestCount) = (i, count);
            }
        }

        int first = smallest >= 0 ? smallest : FirstByValues(index, matchers, pairs, cancellationToken);
        if (first < 0)
        {
            index.AddAll(found);
        }
        else
        {
            Gather(index, pairs[first], found);
        }

        var others = new SeriesNumbers();
        for (int i = 0; i < matchers.Count && found.Count > 0; i++)
        {
            if (i != first)
            {
                cancellationToken.ThrowIfCancellationRequested();
                Narrow(index, matchers[i], pairs[i], found, others, cancellationToken);
            }
        }

        return found.ToArray();
    }

    private static void Narrow(LabelIndex index, LabelMatcher matcher, List<uint>? pairs, SeriesNumbers found, SeriesNumbers others, CancellationToken cancellationToken)
    {
        if (pairs is not null)
        {
            Gather(index, pairs, others);
            Keep(found, SeriesSets.Intersect(Writable(found), others.Span));
        }
        else if (matcher.Kind is MatchKind.NotEqual or MatchKind.NotRegex && KnownValues(matcher) is { } values && matcher.MatchesEmpty)
        {
            long count = 0;
            Gather(index, Pairs(index, matcher.Name, values, ref count), others);
            Keep(found, SeriesSets.Subtract(Writable(found), others.Span));
        }
        else
        {
            FilterBySeries(index, matcher, found, cancellationToken);
        }
    }

    /// <summary>Looks at each series' value; each value is matched once.</summary>
    private static void FilterBySeries(LabelIndex index, LabelMatcher matcher, SeriesNumbers found, CancellationToken cancellationToken)
    {
        int name = index.FindName(matcher.Name);
        bool matchesEmpty = matcher.MatchesEmpty;
        var verdicts = new Dictionary<uint, bool>();
        Span<uint> series = Writable(found);
        int kept = 0;
        for (int i = 0; i < series.Length; i++)
        {
            if (i % CheckEvery == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            uint pair = name < 0 ? 0 : index.PairOf(series[i], name);
            bool matches = matchesEmpty;
            if (pair != 0 && !verdicts.TryGetValue(pair, out matches))
            {
                verdicts.Add(pair, matches = matcher.Matches(index.ValueOf(pair)));
            }

            if (matches)
            {
                series[kept++] = series[i];
            }
        }

        Keep(found, kept);
    }

    /// <summary>Where no matcher names its values: the first that needs the label tries all of them. -1 where none needs one.</summary>
    private static int FirstByValues(LabelIndex index, IReadOnlyList<LabelMatcher> matchers, List<uint>[] pairs, CancellationToken cancellationToken)
    {
        for (int i = 0; i < matchers.Count; i++)
        {
            if (matchers[i].MatchesEmpty)
            {
                continue;
            }

            pairs[i] = [];
            int name = index.FindName(matchers[i].Name);
            int tried = 0;
            var all = new SeriesNumbers();
            if (name >= 0)
            {
                index.AddPairsOf(name, all);
            }

            foreach (uint pair in all.Span)
            {
                if (tried++ % CheckEvery == 0)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                }

                if (index.CountOf(pair) > 0 && matchers[i].Matches(index.ValueOf(pair)))
                {
                    pairs[i].Add(pair);
                }
            }

            return i;
        }

        return -1;
    }

    /// <summary>The values that a matcher names; null where it takes a look at each to know.</summary>
    private static IReadOnlyList<string>? KnownValues(LabelMatcher matcher) => matcher.Kind switch
    {
        MatchKind.Equal or MatchKind.NotEqual when matcher.Value.Length > 0 => [matcher.Value],
        MatchKind.Regex or MatchKind.NotRegex => matcher.Pattern!.Literals,
        _ => null,
    } is { } values && (matcher.Kind is MatchKind.Equal or MatchKind.Regex || matcher.MatchesEmpty) ? values : null;

    private static List<uint> Pairs(LabelIndex index, string name, IReadOnlyList<string> values, ref long count)
    {
        var pairs = new List<uint>(values.Count);
        foreach (string value in values)
        {
            uint pair = value.Length == 0 ? 0 : index.FindPair(name, value);
            if (pair != 0)
            {
                pairs.Add(pair);
                count += index.CountOf(pair);
            }
        }

        return pairs;
    }

    private static void Gather(LabelIndex index, List<uint> pairs, SeriesNumbers series)
    {
        series.Clear();
        foreach (uint pair in pairs)
        {
            index.AddSeriesOf(pair, series);
        }

        if (pairs.Count > 1)
        {
            Keep(series, SeriesSets.Union(Writable(series), index.Limit));
        }
    }

    private static Span<uint> Writable(SeriesNumbers series)
    {
        int count = series.Count;
        series.Clear();
        Span<uint> room = series.Reserve(count);
        series.Commit(count);
        return room;
    }

    private static void Keep(SeriesNumbers series, int count) => series.Truncate(count);
}
