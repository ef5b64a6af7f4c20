using Vigia.Model.Labels;
using Vigia.PromQL.Syntax.Durations;
using Vigia.PromQL.Syntax.Tree;

namespace Vigia.PromQL.Syntax;

/// <summary>Finds what the grammar lets through and the language does not. Not thread-safe.</summary>
internal sealed class TypeChecker(PromqlSyntaxOptions options, List<PromqlDiagnostic> diagnostics)
{
    private static readonly string[] SmoothedFunctions = ["delta", "increase", "rate"];
    private static readonly string[] AnchoredFunctions = ["changes", "delta", "increase", "rate", "resets"];

    public static string Name(ValueKind kind) => kind switch
    {
        ValueKind.Scalar => "scalar",
        ValueKind.Vector => "instant vector",
        ValueKind.Matrix => "range vector",
        ValueKind.Text => "string",
        _ => "none",
    };

    public void Check(Expression expression)
    {
        for (int i = 0; i < expression.Children.Count; i++)
        {
            // The selector of info() chooses labels, not series.
            bool isLabelSelector = i == 1 && expression is CallExpression { Function.Name: "info" };
            if (!isLabelSelector)
            {
                Check(expression.Children[i]);
            }
        }

        switch (expression)
        {
            case VectorSelector selector when selector.Matchers.All(static matcher => matcher.MatchesEmpty) && !HasErrorWithin(selector.Span):
                Report(selector.Span, "vector selector must contain at least one non-empty matcher");
                break;
            case CallExpression call: CheckCall(call); break;
            case AggregateExpression aggregate: CheckAggregate(aggregate); break;
            case BinaryExpression binary: CheckBinary(binary); break;
            case UnaryExpression unary when unary.Inner.Kind is ValueKind.Matrix or ValueKind.Text:
                Report(unary.Span, $"unary expression only allowed on expressions of type scalar or instant vector, got {QuotedText.Quote(Name(unary.Inner.Kind))}");
                break;
            case MatrixSelector matrix: CheckDuration(matrix.Range); break;
            case SubqueryExpression subquery:
                CheckDuration(subquery.Range);
                if (subquery.Step is not null)
                {
                    CheckDuration(subquery.Step);
                }

                break;
            case VectorSelector { IsAnchored: true } or VectorSelector { IsSmoothed: true } when !options.AllowExperimental:
                Report(expression.Span, "anchored and smoothed modifiers are experimental and not enabled");
                break;
            default: break;
        }
    }

    private bool HasErrorWithin(TextSpan span) => diagnostics.Exists(found => found.Span.Start >= span.Start && found.Span.End <= span.End);

    private void CheckDuration(DurationNode duration)
    {
        if (duration is DurationLiteral { Seconds: <= 0 })
        {
            Report(duration.Span, "duration must be greater than 0");
        }
    }

    private void CheckCall(CallExpression call)
    {
        FunctionSignature function = call.Function;
        int count = call.Arguments.Count;
        if (function.IsExperimental && !options.AllowExperimental)
        {
            Report(call.Span, $"function {QuotedText.Quote(function.Name)} is not enabled");
        }

        if (function.Variadic == 0 && count != function.Required)
        {
            Report(call.Span, $"expected {function.Required} argument(s) in call to {QuotedText.Quote(function.Name)}, got {count}");
        }
        else if (count < function.Required)
        {
            Report(call.Span, $"expected at least {function.Required} argument(s) in call to {QuotedText.Quote(function.Name)}, got {count}");
        }
        else if (count > function.Allowed)
        {
            Report(call.Span, $"expected at most {function.Allowed} argument(s) in call to {QuotedText.Quote(function.Name)}, got {count}");
        }

        for (int i = 0; i < Math.Min(count, function.Allowed) && function.Arguments.Count > 0; i++)
        {
            Expect(call.Arguments[i], function.ArgumentKind(i), $"call to function {QuotedText.Quote(function.Name)}");
        }

        if (function.Name == "info" && count > 1 && call.Arguments[1].WithoutParens() is not VectorSelector { Name: "" })
        {
            Report(call.Arguments[1].Span, "expected label selectors only");
        }

        if (count > 0 && call.Arguments[0].WithoutParens() is MatrixSelector { Selector: VectorSelector selector })
        {
            CheckExtension(call, selector);
        }
    }

    private void CheckExtension(CallExpression call, VectorSelector selector)
    {
        if (selector.IsSmoothed && !SmoothedFunctions.Contains(call.Function.Name))
        {
            Report(call.Span, $"smoothed modifier can only be used with: {string.Join(", ", SmoothedFunctions)} - not with {call.Function.Name}");
        }
        else if (selector.IsAnchored && !AnchoredFunctions.Contains(call.Function.Name))
        {
            Report(call.Span, $"anchored modifier can only be used with: {string.Join(", ", AnchoredFunctions)} - not with {call.Function.Name}");
        }
    }

    private void CheckAggregate(AggregateExpression aggregate)
    {
        if (aggregate.Operator.IsExperimental() && !options.AllowExperimental)
        {
            Report(aggregate.Span, $"{aggregate.Operator.Name()}() is experimental and must be enabled");
        }

        Expect(aggregate.Inner, ValueKind.Vector, "aggregation expression");
        if (aggregate.Parameter is not null)
        {
            ValueKind wanted = aggregate.Operator == AggregateOperator.CountValues ? ValueKind.Text : ValueKind.Scalar;
            Expect(aggregate.Parameter, wanted, "aggregation parameter");
        }
    }

    private void CheckBinary(BinaryExpression binary)
    {
        if (binary.Left is ErrorExpression || binary.Right is ErrorExpression)
        {
            return;
        }

        VectorMatching matching = binary.Matching;
        BinaryOperator op = binary.Operator;
        bool isOperand(Expression operand) => operand.Kind is ValueKind.Scalar or ValueKind.Vector;
        if (!isOperand(binary.Left) || !isOperand(binary.Right))
        {
            Expression wrong = isOperand(binary.Left) ? binary.Right : binary.Left;
            Report(wrong.Span, "binary expression must contain only scalar and instant vector types");
            return;
        }

        bool areVectors = binary.Left.Kind == ValueKind.Vector && binary.Right.Kind == ValueKind.Vector;
        bool areScalars = binary.Left.Kind == ValueKind.Scalar && binary.Right.Kind == ValueKind.Scalar;
        bool isFilled = matching.FillLeft is not null || matching.FillRight is not null;
        if (areScalars && op.IsComparison() && !binary.ReturnsBool)
        {
            Report(binary.OperatorSpan, "comparisons between scalars must use BOOL modifier");
        }

        if (op.IsSet() && !areVectors)
        {
            Report(binary.OperatorSpan, $"set operator {QuotedText.Quote(op.Symbol())} not allowed in binary scalar expression");
        }
        else if (!areVectors && (matching.Labels.Count > 0 || matching.IsOn))
        {
            Report(binary.OperatorSpan, "vector matching only allowed between instant vectors");
        }
        else if (!areVectors && isFilled)
        {
            Report(binary.OperatorSpan, "filling in missing series only allowed between instant vectors");
        }

        if (!options.AllowExperimental && isFilled)
        {
            Report(binary.OperatorSpan, "fill modifiers are experimental and not enabled");
        }

        if (!options.AllowExperimental && op.IsTrim())
        {
            Report(binary.OperatorSpan, "histogram trim operators are experimental and not enabled");
        }
    }

    private void Expect(Expression expression, ValueKind wanted, string context)
    {
        if (expression.Kind != wanted && expression.Kind != ValueKind.None)
        {
            Report(expression.Span, $"expected type {Name(wanted)} in {context}, got {Name(expression.Kind)}");
        }
    }

    private void Report(TextSpan span, string message)
    {
        if (diagnostics.Count < PromqlParser.MaxDiagnostics)
        {
            diagnostics.Add(new PromqlDiagnostic(span, message));
        }
    }
}
