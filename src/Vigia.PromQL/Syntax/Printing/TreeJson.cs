using System.Text.Json;
using Vigia.Model.Labels;
using Vigia.PromQL.Syntax.Durations;
using Vigia.PromQL.Syntax.Tree;

namespace Vigia.PromQL.Syntax.Printing;

/// <summary>Writes a tree as the JSON that Prometheus' <c>parse_query</c> answers with; durations are milliseconds.</summary>
public static class TreeJson
{
    /// <summary>Writes one value.</summary>
    public static void Write(Utf8JsonWriter writer, Expression? expression)
    {
        if (expression is null)
        {
            writer.WriteNullValue();
            return;
        }

        writer.WriteStartObject();
        writer.WriteString("type", TypeName(expression));
        switch (expression)
        {
            case AggregateExpression aggregate: WriteAggregate(writer, aggregate); break;
            case BinaryExpression binary: WriteBinary(writer, binary); break;
            case CallExpression call: WriteCall(writer, call); break;
            case MatrixSelector matrix:
                WriteSelector(writer, matrix.Selector);
                writer.WriteNumber("range", Milliseconds(matrix.Range));
                break;
            case VectorSelector selector: WriteSelector(writer, selector); break;
            case SubqueryExpression subquery:
                WriteChild(writer, "expr", subquery.Inner);
                writer.WriteNumber("range", Milliseconds(subquery.Range));
                writer.WriteNumber("step", subquery.Step is null ? 0 : Milliseconds(subquery.Step));
                WriteTime(writer, subquery.Time);
                break;
            case NumberLiteral number: writer.WriteString("val", NumberText.Format(number.Value)); break;
            case StringLiteral literal: writer.WriteString("val", literal.Value); break;
            case ParenExpression paren: WriteChild(writer, "expr", paren.Inner); break;
            case UnaryExpression unary:
                writer.WriteString("op", unary.IsNegative ? "-" : "+");
                WriteChild(writer, "expr", unary.Inner);
                break;
            default: break;
        }

        writer.WriteEndObject();
    }

    private static string TypeName(Expression expression) => expression switch
    {
        AggregateExpression => "aggregation",
        BinaryExpression => "binaryExpr",
        CallExpression => "call",
        MatrixSelector => "matrixSelector",
        VectorSelector => "vectorSelector",
        SubqueryExpression => "subquery",
        NumberLiteral => "numberLiteral",
        StringLiteral => "stringLiteral",
        ParenExpression => "parenExpr",
        UnaryExpression => "unaryExpr",
        _ => "error",
    };

    private static void WriteAggregate(Utf8JsonWriter writer, AggregateExpression aggregate)
    {
        writer.WriteString("op", aggregate.Operator.Name());
        WriteChild(writer, "expr", aggregate.Inner);
        WriteChild(writer, "param", aggregate.Parameter);
        WriteTexts(writer, "grouping", aggregate.Grouping);
        writer.WriteBoolean("without", aggregate.IsWithout);
    }

    private static void WriteBinary(Utf8JsonWriter writer, BinaryExpression binary)
    {
        writer.WriteString("op", binary.Operator.Symbol());
        WriteChild(writer, "lhs", binary.Left);
        WriteChild(writer, "rhs", binary.Right);
        writer.WritePropertyName("matching");
        if (binary.Left.Kind != ValueKind.Vector || binary.Right.Kind != ValueKind.Vector)
        {
            writer.WriteNullValue();
        }
        else
        {
            VectorMatching matching = binary.Matching;
            writer.WriteStartObject();
            writer.WriteString("card", matching.Cardinality switch
            {
                MatchCardinality.OneToOne => "one-to-one",
                MatchCardinality.ManyToOne => "many-to-one",
                MatchCardinality.OneToMany => "one-to-many",
                _ => "many-to-many",
            });
            WriteTexts(writer, "labels", matching.Labels);
            writer.WriteBoolean("on", matching.IsOn);
            WriteTexts(writer, "include", matching.Include);
            writer.WriteEndObject();
        }

        writer.WriteBoolean("bool", binary.ReturnsBool);
    }

    private static void WriteCall(Utf8JsonWriter writer, CallExpression call)
    {
        writer.WriteStartObject("func");
        writer.WriteString("name", call.Function.Name);
        writer.WriteStartArray("argTypes");
        foreach (ValueKind kind in call.Function.Arguments)
        {
            writer.WriteStringValue(KindName(kind));
        }

        writer.WriteEndArray();
        writer.WriteNumber("variadic", call.Function.Variadic);
        writer.WriteString("returnType", KindName(call.Function.Returns));
        writer.WriteEndObject();
        writer.WriteStartArray("args");
        foreach (Expression argument in call.Arguments)
        {
            Write(writer, argument);
        }

        writer.WriteEndArray();
    }

    private static void WriteSelector(Utf8JsonWriter writer, VectorSelector selector)
    {
        writer.WriteString("name", selector.Name);
        writer.WriteStartArray("matchers");
        foreach (LabelMatcher matcher in selector.Matchers)
        {
            writer.WriteStartObject();
            writer.WriteString("name", matcher.Name);
            writer.WriteString("value", matcher.Value);
            writer.WriteString("type", matcher.Kind switch { MatchKind.Equal => "=", MatchKind.NotEqual => "!=", MatchKind.Regex => "=~", _ => "!~" });
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteBoolean("anchored", selector.IsAnchored);
        writer.WriteBoolean("smoothed", selector.IsSmoothed);
        WriteTime(writer, selector.Time);
    }

    private static void WriteTime(Utf8JsonWriter writer, TimeModifiers time)
    {
        writer.WriteNumber("offset", time.Offset is null ? 0 : Milliseconds(time.Offset));
        if (time.Timestamp is { } timestamp)
        {
            writer.WriteNumber("timestamp", timestamp);
        }
        else
        {
            writer.WriteNull("timestamp");
        }

        writer.WriteString("startOrEnd", time.Boundary switch { TimeBoundary.Start => "start", TimeBoundary.End => "end", _ => null });
    }

    private static void WriteChild(Utf8JsonWriter writer, string name, Expression? expression)
    {
        writer.WritePropertyName(name);
        Write(writer, expression);
    }

    private static void WriteTexts(Utf8JsonWriter writer, string name, IReadOnlyList<string> texts)
    {
        writer.WriteStartArray(name);
        foreach (string text in texts)
        {
            writer.WriteStringValue(text);
        }

        writer.WriteEndArray();
    }

    private static string KindName(ValueKind kind) => kind switch
    {
        ValueKind.Scalar => "scalar",
        ValueKind.Vector => "vector",
        ValueKind.Matrix => "matrix",
        ValueKind.Text => "string",
        _ => "none",
    };

    private static long Milliseconds(DurationNode node)
    {
        double seconds = node.Evaluate(0, 0);
        return double.IsFinite(seconds) ? (long)Math.Round(Math.Clamp(seconds, -9e9, 9e9) * 1000) : 0;
    }
}
