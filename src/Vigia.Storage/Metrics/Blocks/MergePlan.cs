namespace Vigia.Storage.Metrics.Blocks;

/// <summary>Which blocks to merge next. Spans of time are aligned to 1970 and grow by threes: 2 h, 6 h, 18 h, 54 h.</summary>
internal static class MergePlan
{
    /// <summary>The blocks to merge, ascending by time; none where there is nothing to do.</summary>
    /// <param name="blocks">All blocks of one resolution.</param>
    /// <param name="range">Milliseconds of the smallest span.</param>
    /// <param name="maxRange">Milliseconds that no span exceeds.</param>
    /// <param name="completeBefore">Spans that end later may still get blocks.</param>
    public static IReadOnlyList<Block> Next(IReadOnlyList<Block> blocks, long range, long maxRange, long completeBefore)
    {
        for (long span = range; span <= maxRange; span *= 3)
        {
            foreach (IGrouping<long, Block> group in blocks.GroupBy(block => Floor(block.MinTime, span)).OrderBy(static group => group.Key))
            {
                List<Block> within = [.. group.Where(block => Floor(block.MaxTime, span) == group.Key).OrderBy(static block => block.MinTime).ThenBy(static block => block.Number)];
                if (within.Count > 1 && group.Key + span <= completeBefore)
                {
                    return within;
                }
            }
        }

        return [];
    }

    /// <summary>The start of the span that a time lies in.</summary>
    public static long Floor(long time, long span)
    {
        long rest = time % span;
        return time - (rest < 0 ? rest + span : rest);
    }
}
