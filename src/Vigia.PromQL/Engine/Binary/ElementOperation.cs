using Vigia.Model.Labels;
using Vigia.Model.Metrics;
using Vigia.PromQL.Engine.Evaluation;
using Vigia.PromQL.Histograms;
using Vigia.PromQL.Syntax.Printing;
using Vigia.PromQL.Syntax.Tree;

namespace Vigia.PromQL.Engine.Binary;

/// <summary>One sample against another, floats or histograms.</summary>
internal static class ElementOperation
{
    /// <summary>
    /// The result's value or histogram; false where there is none: the comparison does not hold, or the two do not fit, which is said.
    /// </summary>
    public static bool Evaluate(
        QueryContext context, BinaryExpression binary, double left, NativeHistogram? leftHistogram, double right, NativeHistogram? rightHistogram,
        out double value, out NativeHistogram? histogram)
    {
        histogram = null;
        BinaryOperator op = binary.Operator;
        if (leftHistogram is null && rightHistogram is null && !op.IsTrim())
        {
            value = op.IsComparison() ? left : ScalarOperation.Calculate(op, left, right);
            return !op.IsComparison() || ScalarOperation.Compare(op, left, right);
        }

        value = 0;
        if (leftHistogram is not null && rightHistogram is not null)
        {
            return OfHistograms(context, binary, leftHistogram, rightHistogram, out histogram);
        }

        histogram = (op, leftHistogram, rightHistogram) switch
        {
            (BinaryOperator.Multiply, { } scaled, null) => HistogramArithmetic.Scale(scaled, right),
            (BinaryOperator.Multiply, null, { } scaled) => HistogramArithmetic.Scale(scaled, left),
            (BinaryOperator.Divide, { } divided, null) => HistogramArithmetic.Scale(divided, right, divides: true),
            (BinaryOperator.TrimUpper, { } trimmed, null) => HistogramTrim.Trim(trimmed, right, keepsBelow: true),
            (BinaryOperator.TrimLower, { } trimmed, null) => HistogramTrim.Trim(trimmed, right, keepsBelow: false),
            _ => null,
        };
        if (histogram is null)
        {
            Incompatible(context, binary, leftHistogram is not null, rightHistogram is not null);
        }

        return histogram is not null;
    }

    private static bool OfHistograms(
        QueryContext context, BinaryExpression binary, NativeHistogram left, NativeHistogram right, out NativeHistogram? histogram)
    {
        histogram = left;
        switch (binary.Operator)
        {
            case BinaryOperator.Equal: return HistogramArithmetic.AreEqual(left, right);
            case BinaryOperator.NotEqual: return !HistogramArithmetic.AreEqual(left, right);
            case BinaryOperator.Add or BinaryOperator.Subtract: break;
            default:
                Incompatible(context, binary, isLeftHistogram: true, isRightHistogram: true);
                return false;
        }

        bool isAddition = binary.Operator == BinaryOperator.Add;
        var sum = new HistogramSum(left);
        if (!sum.IsCompatible(right))
        {
            context.Annotations.Warn(binary.Span, $"incompatible bucket layout encountered for binary operator {binary.Operator.Symbol()}");
            return false;
        }

        HistogramAddition addition = sum.Add(right, isAddition ? 1 : -1);
        string operation = isAddition ? "addition" : "subtraction";
        if (addition.HasFlag(HistogramAddition.ResetCollision))
        {
            context.Annotations.Warn(binary.Span, $"conflicting counter resets during histogram {operation}");
        }

        if (addition.HasFlag(HistogramAddition.BoundsReconciled))
        {
            context.Annotations.Inform(binary.Span, $"mismatched custom buckets were reconciled during {operation}");
        }

        if (!isAddition)
        {
            sum.ResetHint = CounterReset.Gauge;
        }

        histogram = sum.ToHistogram();
        return true;
    }

    private static void Incompatible(QueryContext context, BinaryExpression binary, bool isLeftHistogram, bool isRightHistogram)
    {
        string symbol = binary.Operator.Symbol();
        string left = isLeftHistogram ? "histogram" : "float";
        string right = isRightHistogram ? "histogram" : "float";
        context.Annotations.Inform(
            binary.Span, $"incompatible sample types encountered for binary operator {QuotedText.Quote(symbol)}: {left} {symbol} {right}");
    }
}
