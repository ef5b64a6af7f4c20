using System.Numerics;
using Vigia.PromQL.Engine.Columns;
using Vigia.PromQL.Histograms;
using Vigia.PromQL.Syntax.Tree;

namespace Vigia.PromQL.Engine.Binary;

/// <summary>Arithmetic and comparison of plain numbers.</summary>
internal static class ScalarOperation
{
    public static double[] Evaluate(BinaryOperator op, double[] left, double[] right)
    {
        var result = new double[left.Length];
        for (int i = 0; i < result.Length; i++)
        {
            result[i] = op.IsComparison() ? Compare(op, left[i], right[i]) ? 1 : 0 : Calculate(op, left[i], right[i]);
        }

        return result;
    }

    public static double Calculate(BinaryOperator op, double left, double right) => op switch
    {
        BinaryOperator.Add => left + right,
        BinaryOperator.Subtract => left - right,
        BinaryOperator.Multiply => left * right,
        BinaryOperator.Divide => left / right,
        BinaryOperator.Modulo => left % right,
        BinaryOperator.Power => Math.Pow(left, right),
        BinaryOperator.Atan2 => Math.Atan2(left, right),
        _ => double.NaN,
    };

    public static bool Compare(BinaryOperator op, double left, double right) => op switch
    {
        BinaryOperator.Equal => left == right,
        BinaryOperator.NotEqual => left != right,
        BinaryOperator.Less => left < right,
        BinaryOperator.LessOrEqual => left <= right,
        BinaryOperator.Greater => left > right,
        _ => left >= right,
    };

    /// <summary>Whole spans at once. Values that stand for nothing are computed too and mean nothing still.</summary>
    public static void Calculate(BinaryOperator op, ReadOnlySpan<double> left, ReadOnlySpan<double> right, Span<double> result)
    {
        int i = 0;
        if (op <= BinaryOperator.Divide)
        {
            int lanes = Vector<double>.Count;
            for (; i + lanes <= result.Length; i += lanes)
            {
                var a = new Vector<double>(left[i..]);
                var b = new Vector<double>(right[i..]);
                Vector<double> c = op switch
                {
                    BinaryOperator.Add => a + b,
                    BinaryOperator.Subtract => a - b,
                    BinaryOperator.Multiply => a * b,
                    _ => a / b,
                };
                c.CopyTo(result[i..]);
            }
        }

        for (; i < result.Length; i++)
        {
            result[i] = Calculate(op, left[i], right[i]);
        }
    }

    public static void Scale(Column column, double factor)
    {
        Span<double> values = column.Values.AsSpan(0, column.Steps);
        foreach (ref double value in values)
        {
            value *= factor;
        }

        if (column.Histograms is { } histograms)
        {
            for (int i = 0; i < column.Steps; i++)
            {
                if (histograms[i] is { } histogram)
                {
                    histograms[i] = HistogramArithmetic.Scale(histogram, factor);
                }
            }
        }
    }
}
