using Vigia.Model.Labels;
using Vigia.PromQL.Engine.Columns;
using Vigia.PromQL.Engine.Evaluation;
using Vigia.PromQL.Syntax.Tree;

namespace Vigia.PromQL.Functions;

/// <summary><c>absent</c> and <c>absent_over_time</c>: 1 where no series has a sample.</summary>
internal static class AbsentFunction
{
    public static SeriesSource Complement(Evaluator evaluator, SeriesSource source, Expression argument)
    {
        int steps = evaluator.Grid.Count;
        int workers = evaluator.Context.Workers(source.Count);
        var found = new ulong[workers][];
        evaluator.Context.ForRanges(source.Count, (worker, from, to) =>
        {
            using var scratch = new ReadScratch();
            var column = new Column(steps);
            found[worker] = new ulong[column.Present.Length];
            for (int i = from; i < to; i++)
            {
                column.Clear();
                source.Read(i, column, scratch);
                StepBits.Or(found[worker], column.Present);
            }
        });
        var result = new Column(steps) { Labels = Labels(argument) };
        for (int step = 0; step < steps; step++)
        {
            if (!Array.Exists(found, bits => StepBits.Get(bits, step)))
            {
                result.Set(step, 1);
            }
        }

        return new ColumnSource(result.IsEmpty ? [] : [result]);
    }

    /// <summary>What the selector says of the series that is missing: labels that one equality names.</summary>
    private static LabelSet Labels(Expression argument)
    {
        IReadOnlyList<LabelMatcher> matchers = argument switch
        {
            VectorSelector selector => selector.Matchers,
            MatrixSelector matrix => matrix.Selector.Matchers,
            _ => [],
        };
        var labels = new Dictionary<string, string>();
        var seen = new HashSet<string>();
        foreach (LabelMatcher matcher in matchers)
        {
            if (matcher.Name == LabelNames.MetricName)
            {
                continue;
            }

            if (matcher.Kind == MatchKind.Equal && seen.Add(matcher.Name))
            {
                labels[matcher.Name] = matcher.Value;
            }
            else
            {
                labels.Remove(matcher.Name);
            }
        }

        return LabelSet.From(labels.Select(static pair => new Label(pair.Key, pair.Value)));
    }
}
