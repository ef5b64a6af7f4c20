using Vigia.Model.Queries;
using Vigia.PromQL.Engine.Columns;
using Vigia.PromQL.Engine.Evaluation;
using Vigia.PromQL.Histograms;
using Vigia.PromQL.Syntax.Tree;

namespace Vigia.PromQL.Functions.Vectors;

/// <summary>Functions that return an instant vector and take no range.</summary>
internal static class VectorFunctions
{
    public static SeriesSource Evaluate(Evaluator evaluator, CallExpression call)
    {
        string name = call.Function.Name;
        if (NumberFunctions.Find(name) is { } function)
        {
            return Floats(evaluator, evaluator.Vector(call.Arguments[0]), function);
        }

        if (CalendarFunctions.Find(name) is { } calendar)
        {
            return Floats(evaluator, call.Arguments.Count == 0 ? Time(evaluator) : evaluator.Vector(call.Arguments[0]), calendar);
        }

        switch (name)
        {
            case "absent": return AbsentFunction.Complement(evaluator, evaluator.Vector(call.Arguments[0]), call.Arguments[0]);
            case "clamp": return Clamp(evaluator, call, evaluator.Scalars(call.Arguments[1]), evaluator.Scalars(call.Arguments[2]));
            case "clamp_min": return Clamp(evaluator, call, evaluator.Scalars(call.Arguments[1]), evaluator.Constant(double.PositiveInfinity));
            case "clamp_max": return Clamp(evaluator, call, evaluator.Constant(double.NegativeInfinity), evaluator.Scalars(call.Arguments[1]));
            case "round": return Round(evaluator, call);
            case "timestamp": return Timestamp(evaluator, call);
            case "vector": return new ColumnSource([Filled(evaluator, evaluator.Scalars(call.Arguments[0]))]);
            case "histogram_count": return Histograms(evaluator, call, static histogram => histogram.Count);
            case "histogram_sum": return Histograms(evaluator, call, static histogram => histogram.Sum);
            case "histogram_avg": return Histograms(evaluator, call, static histogram => histogram.Sum / histogram.Count);
            case "histogram_stdvar": return Histograms(evaluator, call, HistogramQuantile.Variance);
            case "histogram_stddev": return Histograms(evaluator, call, static histogram => Math.Sqrt(HistogramQuantile.Variance(histogram)));
            case "histogram_quantile" or "histogram_quantiles" or "histogram_fraction": return HistogramFunctions.Evaluate(evaluator, call);
            case "label_replace" or "label_join": return LabelFunctions.Evaluate(evaluator, call);
            case "sort" or "sort_desc" or "sort_by_label" or "sort_by_label_desc": return SortFunctions.Evaluate(evaluator, call);
            case "info": return InfoFunction.Evaluate(evaluator, call);
            default: throw new QueryException(QueryErrorKind.Internal, $"function {name} has no implementation", call.Span.Start);
        }
    }

    private static SeriesSource Floats(Evaluator evaluator, SeriesSource source, Func<double, double> function) =>
        evaluator.DropNames(new MappedSource(source, column =>
        {
            column.RemoveHistograms();
            for (int step = StepBits.Next(column.Present, 0); step >= 0; step = StepBits.Next(column.Present, step + 1))
            {
                column.Values[step] = function(column.Values[step]);
            }
        }));

    private static SeriesSource Histograms(Evaluator evaluator, CallExpression call, Func<Model.Metrics.NativeHistogram, double> function) =>
        evaluator.DropNames(new MappedSource(evaluator.Vector(call.Arguments[0]), column =>
        {
            for (int step = StepBits.Next(column.Present, 0); step >= 0; step = StepBits.Next(column.Present, step + 1))
            {
                if (column.HistogramAt(step) is { } histogram)
                {
                    column.Set(step, function(histogram));
                }
                else
                {
                    column.Remove(step);
                }
            }
        }));

    private static SeriesSource Clamp(Evaluator evaluator, CallExpression call, double[] lower, double[] upper) =>
        evaluator.DropNames(new MappedSource(evaluator.Vector(call.Arguments[0]), column =>
        {
            column.RemoveHistograms();
            for (int step = StepBits.Next(column.Present, 0); step >= 0; step = StepBits.Next(column.Present, step + 1))
            {
                if (upper[step] < lower[step])
                {
                    column.Remove(step);
                }
                else
                {
                    column.Values[step] = Math.Max(lower[step], Math.Min(upper[step], column.Values[step]));
                }
            }
        }));

    private static SeriesSource Round(Evaluator evaluator, CallExpression call)
    {
        double[] nearest = call.Arguments.Count > 1 ? evaluator.Scalars(call.Arguments[1]) : evaluator.Constant(1);
        return evaluator.DropNames(new MappedSource(evaluator.Vector(call.Arguments[0]), column =>
        {
            column.RemoveHistograms();
            for (int step = StepBits.Next(column.Present, 0); step >= 0; step = StepBits.Next(column.Present, step + 1))
            {
                // Multiplied by the inverse, which loses less than dividing.
                double inverse = 1 / nearest[step];
                column.Values[step] = Math.Floor((column.Values[step] * inverse) + 0.5) / inverse;
            }
        }));
    }

    private static SeriesSource Timestamp(Evaluator evaluator, CallExpression call)
    {
        if (call.Arguments[0].WithoutParens() is VectorSelector { IsSmoothed: false } selector)
        {
            return evaluator.DropNames(evaluator.Select(selector, givesTimestamps: true));
        }

        return evaluator.DropNames(new MappedSource(evaluator.Vector(call.Arguments[0]), column =>
        {
            for (int step = StepBits.Next(column.Present, 0); step >= 0; step = StepBits.Next(column.Present, step + 1))
            {
                column.Set(step, evaluator.Grid.At(step) / 1000.0);
            }
        }));
    }

    private static ColumnSource Time(Evaluator evaluator)
    {
        var column = new Column(evaluator.Grid.Count);
        for (int step = 0; step < evaluator.Grid.Count; step++)
        {
            column.Set(step, Math.Truncate(evaluator.Grid.At(step) / 1000.0));
        }

        return new ColumnSource([column]);
    }

    private static Column Filled(Evaluator evaluator, double[] values)
    {
        var column = new Column(evaluator.Grid.Count);
        values.CopyTo(column.Values, 0);
        StepBits.Fill(column.Present, evaluator.Grid.Count);
        return column;
    }
}
