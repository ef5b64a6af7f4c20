using Vigia.Model.Labels;
using Vigia.PromQL.Engine.Columns;
using Vigia.PromQL.Syntax.Tree;

namespace Vigia.PromQL.Engine.Binary;

/// <summary><c>and</c>, <c>or</c> and <c>unless</c>: by whether the other side has a series of the same labels at that step.</summary>
internal static class SetOperation
{
    public static IReadOnlyList<Column> Evaluate(BinaryExpression binary, IReadOnlyList<Column> left, IReadOnlyList<Column> right)
    {
        var key = new MatchKey(binary.Matching);
        if (binary.Operator == BinaryOperator.Or)
        {
            Dictionary<LabelSet, ulong[]> present = Presence(left, key);
            var both = new List<Column>(left);
            both.AddRange(Filter(right, present, key, keepsMatched: false));
            return SeriesMerge.Merge(both);
        }

        return Filter(left, Presence(right, key), key, keepsMatched: binary.Operator == BinaryOperator.And);
    }

    private static Dictionary<LabelSet, ulong[]> Presence(IReadOnlyList<Column> columns, MatchKey key)
    {
        var present = new Dictionary<LabelSet, ulong[]>();
        foreach (Column column in columns)
        {
            LabelSet labels = key.Of(column.Labels);
            if (present.TryGetValue(labels, out ulong[]? bits))
            {
                StepBits.Or(bits, column.Present);
            }
            else
            {
                present[labels] = (ulong[])column.Present.Clone();
            }
        }

        return present;
    }

    private static List<Column> Filter(IReadOnlyList<Column> columns, Dictionary<LabelSet, ulong[]> present, MatchKey key, bool keepsMatched)
    {
        var kept = new List<Column>(columns.Count);
        foreach (Column column in columns)
        {
            present.TryGetValue(key.Of(column.Labels), out ulong[]? matched);
            if (matched is null && keepsMatched)
            {
                continue;
            }

            Column filtered = matched is null ? column : Without(column, matched, keepsMatched);
            if (!filtered.IsEmpty)
            {
                kept.Add(filtered);
            }
        }

        return kept;
    }

    private static Column Without(Column column, ulong[] matched, bool keepsMatched)
    {
        var filtered = new Column(column.Steps) { Labels = column.Labels, DropsName = column.DropsName };
        for (int step = StepBits.Next(column.Present, 0); step >= 0; step = StepBits.Next(column.Present, step + 1))
        {
            if (StepBits.Get(matched, step) == keepsMatched)
            {
                filtered.SetFrom(column, step);
            }
        }

        return filtered;
    }
}
