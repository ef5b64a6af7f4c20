using Vigia.Model.Metrics;
using Vigia.PromQL.Engine.Columns;
using Vigia.PromQL.Engine.Evaluation;
using Vigia.PromQL.Syntax.Tree;

namespace Vigia.PromQL.Engine.Binary;

/// <summary>Binary operations that have a vector on at least one side.</summary>
internal static class BinaryEvaluator
{
    public static SeriesSource Evaluate(Evaluator evaluator, BinaryExpression binary)
    {
        bool isLeftScalar = binary.Left.Kind == ValueKind.Scalar;
        if (!isLeftScalar && binary.Right.Kind != ValueKind.Scalar)
        {
            IReadOnlyList<Column> left = evaluator.Columns(binary.Left);
            IReadOnlyList<Column> right = evaluator.Columns(binary.Right);
            IReadOnlyList<Column> result = binary.Operator.IsSet()
                ? SetOperation.Evaluate(binary, left, right)
                : new VectorJoin(evaluator, binary).Evaluate(left, right);
            return new ColumnSource(result);
        }

        double[] scalars = evaluator.Scalars(isLeftScalar ? binary.Left : binary.Right);
        SeriesSource vector = evaluator.Vector(isLeftScalar ? binary.Right : binary.Left);
        var mapped = new MappedSource(vector, column => Apply(evaluator.Context, binary, column, scalars, isLeftScalar));
        return binary.Operator.ChangesMetric() || binary.ReturnsBool ? evaluator.DropNames(mapped) : mapped;
    }

    private static void Apply(QueryContext context, BinaryExpression binary, Column column, double[] scalars, bool isLeftScalar)
    {
        BinaryOperator op = binary.Operator;
        if (column.Histograms is null && op.ChangesMetric())
        {
            Span<double> values = column.Values.AsSpan(0, column.Steps);
            if (isLeftScalar)
            {
                ScalarOperation.Calculate(op, scalars, values, values);
            }
            else
            {
                ScalarOperation.Calculate(op, values, scalars, values);
            }

            return;
        }

        for (int step = StepBits.Next(column.Present, 0); step >= 0; step = StepBits.Next(column.Present, step + 1))
        {
            double value = column.Values[step];
            double scalar = scalars[step];
            NativeHistogram? histogram = column.HistogramAt(step);
            bool isKept;
            double result;
            NativeHistogram? resultHistogram = null;
            if (histogram is null && op.IsComparison())
            {
                isKept = isLeftScalar ? ScalarOperation.Compare(op, scalar, value) : ScalarOperation.Compare(op, value, scalar);
                result = value;
            }
            else
            {
                isKept = isLeftScalar
                    ? ElementOperation.Evaluate(context, binary, scalar, null, value, histogram, out result, out resultHistogram)
                    : ElementOperation.Evaluate(context, binary, value, histogram, scalar, null, out result, out resultHistogram);
            }

            if (binary.ReturnsBool && histogram is null)
            {
                column.Set(step, isKept ? 1 : 0);
            }
            else if (!isKept)
            {
                column.Remove(step);
            }
            else if (resultHistogram is not null)
            {
                column.Set(step, resultHistogram);
            }
            else
            {
                column.Set(step, result);
            }
        }
    }
}
