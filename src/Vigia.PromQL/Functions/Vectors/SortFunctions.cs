using Vigia.PromQL.Engine.Columns;
using Vigia.PromQL.Engine.Evaluation;
using Vigia.PromQL.Syntax.Tree;

namespace Vigia.PromQL.Functions.Vectors;

/// <summary>Orders of an instant query's result; a range query's is always that of the labels.</summary>
internal static class SortFunctions
{
    public static SeriesSource Evaluate(Evaluator evaluator, CallExpression call)
    {
        bool isByLabel = call.Function.Name.StartsWith("sort_by_label", StringComparison.Ordinal);
        int sign = call.Function.Name.EndsWith("_desc", StringComparison.Ordinal) ? -1 : 1;
        if (!evaluator.Context.IsInstant)
        {
            evaluator.Context.Annotations.Warn(
                call.Span, "sort is ineffective for range queries since results are always ordered by labels");
        }

        IReadOnlyList<Column> columns = evaluator.Columns(call.Arguments[0]);
        if (isByLabel)
        {
            string[] names = [.. call.Arguments.Skip(1).Select(static argument => ((StringLiteral)argument.WithoutParens()).Value)];
            return new ColumnSource([.. columns.Order(Comparer<Column>.Create((a, b) => sign * CompareLabels(a, b, names)))]);
        }

        var floats = new List<Column>(columns.Count);
        foreach (Column column in columns)
        {
            Column own = column;
            if (column.Histograms is not null)
            {
                own = new Column(column.Steps) { Labels = column.Labels, DropsName = column.DropsName };
                for (int step = StepBits.Next(column.Present, 0); step >= 0; step = StepBits.Next(column.Present, step + 1))
                {
                    own.SetFrom(column, step);
                }

                own.RemoveHistograms();
            }

            if (!own.IsEmpty)
            {
                floats.Add(own);
            }
        }

        return evaluator.Grid.Count > 1
            ? new ColumnSource(floats)
            : new ColumnSource([.. floats.Order(Comparer<Column>.Create((a, b) => CompareValues(a.Values[0], b.Values[0], sign)))]);
    }

    private static int CompareValues(double a, double b, int sign) =>
        double.IsNaN(a) || double.IsNaN(b) ? double.IsNaN(a).CompareTo(double.IsNaN(b)) : sign * a.CompareTo(b);

    private static int CompareLabels(Column a, Column b, string[] names)
    {
        foreach (string name in names)
        {
            int order = NaturalOrder.Compare(a.Labels[name], b.Labels[name]);
            if (order != 0)
            {
                return order;
            }
        }

        return a.Labels.CompareTo(b.Labels);
    }
}
