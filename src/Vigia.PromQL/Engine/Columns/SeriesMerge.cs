using Vigia.Model.Labels;
using Vigia.Model.Queries;

namespace Vigia.PromQL.Engine.Columns;

/// <summary>Makes one series of those that have the same labels.</summary>
internal static class SeriesMerge
{
    public const string DuplicateMessage = "vector cannot contain metrics with the same labelset";

    /// <summary>Merges series of the same labels where they have no step in common.</summary>
    /// <exception cref="QueryException">They have a step in common.</exception>
    public static IReadOnlyList<Column> Merge(IReadOnlyList<Column> columns, string duplicateMessage = DuplicateMessage)
    {
        if (columns.Count < 2)
        {
            return columns;
        }

        var byLabels = new Dictionary<LabelSet, int>(columns.Count);
        List<Column>? merged = null;
        for (int i = 0; i < columns.Count; i++)
        {
            Column column = columns[i];
            int next = merged?.Count ?? i;
            if (byLabels.TryAdd(column.Labels, next))
            {
                merged?.Add(column);
                continue;
            }

            merged ??= [.. columns.Take(i)];
            int at = byLabels[column.Labels];
            merged[at] = Merge(merged[at], column, duplicateMessage);
        }

        return merged ?? columns;
    }

    private static Column Merge(Column first, Column second, string duplicateMessage)
    {
        if (StepBits.Overlap(first.Present, second.Present))
        {
            throw new QueryException(QueryErrorKind.Execution, duplicateMessage);
        }

        var both = new Column(first.Steps) { Labels = first.Labels, DropsName = first.DropsName || second.DropsName };
        CopyTo(first, both);
        CopyTo(second, both);
        return both;
    }

    private static void CopyTo(Column from, Column to)
    {
        for (int step = StepBits.Next(from.Present, 0); step >= 0; step = StepBits.Next(from.Present, step + 1))
        {
            to.SetFrom(from, step);
        }
    }
}
