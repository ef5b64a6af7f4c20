using System.Text;
using Vigia.Model.Labels;
using Vigia.PromQL.Syntax.Durations;
using Vigia.PromQL.Syntax.Text;
using Vigia.PromQL.Syntax.Tree;

namespace Vigia.PromQL.Syntax.Printing;

/// <summary>Writes a tree as text in one form: what is printed reads back as the same tree.</summary>
public static class PromqlPrinter
{
    /// <summary>On one line.</summary>
    public static string Print(Expression expression)
    {
        var text = new StringBuilder();
        Append(text, expression);
        return text.ToString();
    }

    /// <summary>Over several lines of at most 100 characters where it is longer, as <c>format_query</c> answers.</summary>
    public static string PrintPretty(Expression expression) => PrettyPrinter.Print(expression, 0);

    internal static void Append(StringBuilder text, Expression expression)
    {
        switch (expression)
        {
            case NumberLiteral number:
                text.Append(number.IsDuration && Math.Abs(number.Value) < 9e9
                    ? DurationText.Format((long)Math.Round(number.Value * 1000)) : NumberText.Format(number.Value));
                break;
            case StringLiteral literal: AppendString(text, literal.Value); break;
            case ParenExpression paren:
                text.Append('(');
                Append(text, paren.Inner);
                text.Append(')');
                break;
            case UnaryExpression unary:
                text.Append(unary.IsNegative ? '-' : '+');
                Append(text, unary.Inner);
                break;
            case BinaryExpression binary:
                Append(text, binary.Left);
                text.Append(' ').Append(OperatorText(binary)).Append(' ');
                Append(text, binary.Right);
                break;
            case AggregateExpression aggregate:
                text.Append(AggregateText(aggregate)).Append('(');
                AppendList(text, aggregate.Children);
                text.Append(')');
                break;
            case CallExpression call:
                text.Append(call.Function.Name).Append('(');
                AppendList(text, call.Arguments);
                text.Append(')');
                break;
            case VectorSelector selector: AppendSelector(text, selector, ""); break;
            case MatrixSelector matrix: AppendSelector(text, matrix.Selector, $"[{DurationPrinter.Print(matrix.Range)}]"); break;
            case SubqueryExpression subquery:
                Append(text, subquery.Inner);
                text.Append(SubqueryText(subquery));
                break;
            default: break;
        }
    }

    internal static string OperatorText(BinaryExpression binary)
    {
        VectorMatching matching = binary.Matching;
        var text = new StringBuilder(binary.Operator.Symbol());
        text.Append(binary.ReturnsBool ? " bool" : "");
        bool isGrouped = matching.Cardinality is MatchCardinality.ManyToOne or MatchCardinality.OneToMany;
        if (matching.IsOn || matching.Labels.Count > 0 || isGrouped)
        {
            text.Append(matching.IsOn ? " on (" : " ignoring (");
            AppendLabels(text, matching.Labels).Append(')');
        }

        if (isGrouped)
        {
            text.Append(matching.Cardinality == MatchCardinality.ManyToOne ? " group_left (" : " group_right (");
            AppendLabels(text, matching.Include).Append(')');
        }

        if (matching.FillLeft is { } both && matching.FillRight is { } right && both.Equals(right))
        {
            text.Append(" fill (").Append(NumberText.Format(both)).Append(')');
        }
        else
        {
            AppendFill(text, " fill_left (", matching.FillLeft);
            AppendFill(text, " fill_right (", matching.FillRight);
        }

        return text.ToString();
    }

    internal static string AggregateText(AggregateExpression aggregate)
    {
        var text = new StringBuilder(aggregate.Operator.Name());
        if (aggregate.IsWithout || aggregate.Grouping.Count > 0)
        {
            text.Append(aggregate.IsWithout ? " without (" : " by (");
            AppendLabels(text, aggregate.Grouping).Append(") ");
        }

        return text.ToString();
    }

    internal static string SubqueryText(SubqueryExpression subquery)
    {
        string step = subquery.Step is null ? "" : DurationPrinter.Print(subquery.Step);
        var text = new StringBuilder($"[{DurationPrinter.Print(subquery.Range)}:{step}]");
        AppendTime(text, subquery.Time);
        return text.ToString();
    }

    private static void AppendFill(StringBuilder text, string word, double? value)
    {
        if (value is { } fill)
        {
            text.Append(word).Append(NumberText.Format(fill)).Append(')');
        }
    }

    private static StringBuilder AppendLabels(StringBuilder text, IReadOnlyList<string> labels)
    {
        for (int i = 0; i < labels.Count; i++)
        {
            QuotedText.AppendName(text.Append(i == 0 ? "" : ", "), labels[i]);
        }

        return text;
    }

    private static void AppendList(StringBuilder text, IReadOnlyList<Expression> expressions)
    {
        for (int i = 0; i < expressions.Count; i++)
        {
            text.Append(i == 0 ? "" : ", ");
            Append(text, expressions[i]);
        }
    }

    /// <summary>Bytes outside UTF-8 were read as lone surrogates and are written as the bytes again.</summary>
    private static void AppendString(StringBuilder text, string value)
    {
        if (StringUnquoting.IsValid(value))
        {
            QuotedText.Append(text, value);
            return;
        }

        text.Append('"');
        foreach (char c in value)
        {
            bool isByte = c is >= '\udc80' and <= '\udcff';
            string piece = isByte ? $"\\x{c - 0xdc00:x2}" : c is '"' or '\\' ? "\\" + c : QuotedText.Quote(c.ToString())[1..^1];
            text.Append(char.IsSurrogate(c) && !isByte ? c.ToString() : piece);
        }

        text.Append('"');
    }

    private static void AppendSelector(StringBuilder text, VectorSelector selector, string range)
    {
        bool isBare = LabelNames.IsClassicMetricName(selector.Name) && !IsReservedWord(selector.Name);
        text.Append(isBare ? selector.Name : "");
        bool hasQuotedName = !isBare && selector.Name.Length > 0;
        bool isNameSeen = false;
        int written = 0;
        var braces = new StringBuilder();
        if (hasQuotedName)
        {
            AppendString(braces, selector.Name);
            written++;
        }

        foreach (LabelMatcher matcher in selector.Matchers)
        {
            if (!isNameSeen && selector.Name.Length > 0 && matcher is { Kind: MatchKind.Equal, Name: LabelNames.MetricName } && matcher.Value == selector.Name)
            {
                isNameSeen = true;
                continue;
            }

            braces.Append(written++ == 0 ? "" : ",");
            AppendMatcher(braces, matcher);
        }

        if (written > 0 || !isBare)
        {
            text.Append('{').Append(braces).Append('}');
        }

        text.Append(range);
        text.Append(selector.IsAnchored ? " anchored" : selector.IsSmoothed ? " smoothed" : "");
        AppendTime(text, selector.Time);
    }

    /// <summary>Words that the lexer takes for numbers or operators cannot stand as names.</summary>
    private static bool IsReservedWord(string name) =>
        name.ToLowerInvariant() is "inf" or "nan" or "and" or "or" or "unless" or "atan2";

    private static void AppendMatcher(StringBuilder text, LabelMatcher matcher)
    {
        string symbol = matcher.Kind switch { MatchKind.Equal => "=", MatchKind.NotEqual => "!=", MatchKind.Regex => "=~", _ => "!~" };
        if (LabelNames.IsClassicLabelName(matcher.Name))
        {
            text.Append(matcher.Name);
        }
        else
        {
            AppendString(text, matcher.Name);
        }

        AppendString(text.Append(symbol), matcher.Value);
    }

    private static void AppendTime(StringBuilder text, TimeModifiers time)
    {
        text.Append(time.Boundary switch { TimeBoundary.Start => " @ start()", TimeBoundary.End => " @ end()", _ => "" });
        if (time.Timestamp is { } timestamp)
        {
            string sign = timestamp < 0 ? "-" : "";
            ulong magnitude = timestamp < 0 ? (ulong)(-(timestamp + 1)) + 1 : (ulong)timestamp;
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $" @ {sign}{magnitude / 1000}.{magnitude % 1000:000}");
        }

        if (time.Offset is not null)
        {
            text.Append(" offset ").Append(DurationPrinter.Print(time.Offset));
        }
    }
}
