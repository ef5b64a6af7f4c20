using Vigia.Model.Queries;
using Vigia.PromQL.Engine.Columns;
using Vigia.PromQL.Engine.Evaluation;
using Vigia.PromQL.Syntax.Tree;

namespace Vigia.PromQL.Functions;

/// <summary>Functions that return a scalar.</summary>
internal static class ScalarFunctions
{
    public static double[] Evaluate(Evaluator evaluator, CallExpression call)
    {
        QueryContext context = evaluator.Context;
        switch (call.Function.Name)
        {
            case "pi": return evaluator.Constant(Math.PI);
            case "step": return evaluator.Constant(context.IsInstant ? 0 : context.Grid.Step / 1000.0);
            case "range": return evaluator.Constant(context.IsInstant ? 0 : (context.End - context.Grid.Start) / 1000.0);
            case "start": return evaluator.Constant(context.Grid.Start / 1000.0);
            case "end": return evaluator.Constant(context.End / 1000.0);
            case "min_of": return Combine(evaluator, call, Math.Min);
            case "max_of": return Combine(evaluator, call, Math.Max);
            case "scalar": return Scalar(evaluator, call);
            case "time":
                double[] times = new double[evaluator.Grid.Count];
                for (int i = 0; i < times.Length; i++)
                {
                    times[i] = evaluator.Grid.At(i) / 1000.0;
                }

                return times;
            default: throw new QueryException(QueryErrorKind.Internal, $"function {call.Function.Name} has no implementation", call.Span.Start);
        }
    }

    private static double[] Combine(Evaluator evaluator, CallExpression call, Func<double, double, double> combine)
    {
        double[] left = evaluator.Scalars(call.Arguments[0]);
        double[] right = evaluator.Scalars(call.Arguments[1]);
        var result = new double[left.Length];
        for (int i = 0; i < result.Length; i++)
        {
            result[i] = combine(left[i], right[i]);
        }

        return result;
    }

    /// <summary>The only float of a step; NaN where there is none or more.</summary>
    private static double[] Scalar(Evaluator evaluator, CallExpression call)
    {
        double[] result = evaluator.Constant(double.NaN);
        int[] found = new int[result.Length];
        IReadOnlyList<Column> columns = evaluator.Columns(call.Arguments[0]);
        foreach (Column column in columns)
        {
            for (int step = StepBits.Next(column.Present, 0); step >= 0; step = StepBits.Next(column.Present, step + 1))
            {
                if (column.HistogramAt(step) is null)
                {
                    result[step] = found[step]++ == 0 ? column.Values[step] : double.NaN;
                }
            }
        }

        evaluator.Release(columns);
        return result;
    }
}
