using Vigia.Model.Labels;
using Vigia.PromQL.Syntax.Tree;

namespace Vigia.PromQL.Syntax.Text;

/// <summary>What stands behind operators and aggregations: <c>bool</c>, <c>on</c>, <c>group_left</c>, <c>fill</c>, <c>by</c>.</summary>
internal sealed partial class ExpressionReader
{
    private (bool ReturnsBool, VectorMatching Matching) ReadBinaryModifiers(Token op)
    {
        bool returnsBool = false;
        var matching = new VectorMatching
        {
            Cardinality = op.Operator.IsSet() ? MatchCardinality.ManyToMany : MatchCardinality.OneToOne,
        };
        if (IsWord(Current, "bool"))
        {
            Token word = Take();
            returnsBool = true;
            if (!op.Operator.IsComparison())
            {
                Report(word.Span, "bool modifier can only be used on comparison operators");
            }
        }

        if ((IsWord(Current, "on") || IsWord(Current, "ignoring")) && tokens[_next + 1].Kind == TokenKind.LeftParen)
        {
            bool isOn = IsWord(Take(), "on");
            matching = matching with { IsOn = isOn, Labels = ReadLabelList() };
            matching = ReadGroupModifier(op, matching);
        }

        while (Current.Kind == TokenKind.Identifier && tokens[_next + 1].Kind == TokenKind.LeftParen && IsFill(Current.Value))
        {
            matching = ReadFill(op, matching);
        }

        return (returnsBool, matching);
    }

    private VectorMatching ReadGroupModifier(Token op, VectorMatching matching)
    {
        if (!IsWord(Current, "group_left") && !IsWord(Current, "group_right"))
        {
            return matching;
        }

        Token group = Take();
        if (op.Operator.IsSet())
        {
            Report(group.Span, $"no grouping allowed for {QuotedText.Quote(op.Operator.Symbol())} operation");
        }

        IReadOnlyList<string> include = Current.Kind == TokenKind.LeftParen ? ReadLabelList() : [];
        if (matching.IsOn)
        {
            foreach (string label in include.Where(matching.Labels.Contains))
            {
                Report(group.Span, $"label {QuotedText.Quote(label)} must not occur in ON and GROUP clause at once");
            }
        }

        return op.Operator.IsSet() ? matching : matching with
        {
            Cardinality = IsWord(group, "group_left") ? MatchCardinality.ManyToOne : MatchCardinality.OneToMany,
            Include = include,
        };
    }

    private static bool IsFill(string word) =>
        word.Equals("fill", StringComparison.OrdinalIgnoreCase)
        || word.Equals("fill_left", StringComparison.OrdinalIgnoreCase)
        || word.Equals("fill_right", StringComparison.OrdinalIgnoreCase);

    private VectorMatching ReadFill(Token op, VectorMatching matching)
    {
        Token word = Take();
        Take();
        double sign = 1;
        while (Current is { Kind: TokenKind.Operator, Operator: BinaryOperator.Add or BinaryOperator.Subtract })
        {
            sign = Take().Operator == BinaryOperator.Subtract ? -sign : sign;
        }

        double value = 0;
        if (Current.Kind is TokenKind.Number or TokenKind.Duration)
        {
            value = sign * Take().Number;
        }
        else
        {
            Unexpected("fill", "number");
        }

        Expect(TokenKind.RightParen, "fill");
        if (op.Operator.IsSet())
        {
            Report(word.Span, "filling in missing series not allowed for set operators");
            return matching;
        }

        return word.Value.ToLowerInvariant() switch
        {
            "fill_left" => matching with { FillLeft = value },
            "fill_right" => matching with { FillRight = value },
            _ => matching with { FillLeft = value, FillRight = value },
        };
    }

    private bool TryReadGrouping(ref List<string> labels, ref bool isWithout, out TextSpan end)
    {
        end = Current.Span;
        if (!IsWord(Current, "by") && !IsWord(Current, "without"))
        {
            return false;
        }

        isWithout = IsWord(Take(), "without");
        labels = ReadLabelList();
        end = tokens[_next - 1].Span;
        return true;
    }

    private List<string> ReadLabelList()
    {
        var labels = new List<string>();
        Expect(TokenKind.LeftParen, "grouping opts");
        while (Current.Kind is not (TokenKind.RightParen or TokenKind.EndOfInput))
        {
            // Of the keywords, "without" alone may not be a label here.
            bool isLabel = Current.Kind is TokenKind.String
                || (!IsWord(Current, "without") && Current.Kind is TokenKind.Identifier or TokenKind.Operator && LabelNames.IsClassicLabelName(Current.Value));
            if (isLabel)
            {
                labels.Add(Take().Value);
            }
            else
            {
                Unexpected("grouping opts", "label");
                SkipTo(TokenKind.Comma, TokenKind.RightParen);
            }

            if (Current.Kind != TokenKind.Comma)
            {
                break;
            }

            Take();
        }

        Expect(TokenKind.RightParen, "grouping opts");
        return labels;
    }
}
