using Vigia.PromQL.Syntax.Durations;
using Vigia.PromQL.Syntax.Tree;

namespace Vigia.PromQL.Syntax.Text;

/// <summary>Durations in brackets and behind <c>offset</c>.</summary>
internal sealed partial class ExpressionReader
{
    /// <summary>Behind <c>offset</c> arithmetic needs parentheses, since an operator there belongs to the expression around.</summary>
    private DurationNode ReadOffsetDuration()
    {
        Token first = Current;
        BinaryOperator sign = BinaryOperator.Add;
        while (Current is { Kind: TokenKind.Operator, Operator: BinaryOperator.Add or BinaryOperator.Subtract })
        {
            sign = Take().Operator == sign ? BinaryOperator.Add : BinaryOperator.Subtract;
        }

        DurationNode operand = ReadDurationOperand("offset");
        return first.Kind == TokenKind.Operator ? Signed(first with { Operator = sign }, operand) : operand;
    }

    private DurationNode ReadDuration(int minPrecedence)
    {
        if (++_depth > PromqlParser.MaxHeight)
        {
            _depth--;
            Report(Current.Span, $"expression nested deeper than {PromqlParser.MaxHeight} levels");
            _next = tokens.Count - 1;
            return new DurationLiteral { Seconds = 0, Span = Current.Span };
        }

        DurationNode left = ReadDurationUnary();
        while (Current.Kind == TokenKind.Operator && Current.Operator <= BinaryOperator.Power && Current.Operator.Precedence() >= minPrecedence)
        {
            Token op = Take();
            int precedence = op.Operator.Precedence();
            DurationNode right = ReadDuration(op.Operator == BinaryOperator.Power ? precedence : precedence + 1);
            left = Bounded(new DurationArithmetic
            {
                Operator = op.Operator,
                Left = left,
                Right = right,
                Span = left.Span.To(right.Span),
                Height = 1 + Math.Max(left.Height, right.Height),
            });
        }

        _depth--;
        return left;
    }

    private DurationNode ReadDurationUnary()
    {
        Token token = Current;
        if (token is not { Kind: TokenKind.Operator, Operator: BinaryOperator.Add or BinaryOperator.Subtract })
        {
            return ReadDurationOperand("duration");
        }

        Take();
        return Signed(token, ReadDuration(UnaryPrecedence + 1));
    }

    private DurationNode Bounded(DurationNode duration)
    {
        if (duration.Height <= PromqlParser.MaxHeight)
        {
            return duration;
        }

        Report(duration.Span, $"expression nested deeper than {PromqlParser.MaxHeight} levels");
        return new DurationLiteral { Seconds = 1, Span = duration.Span };
    }

    private static DurationNode Signed(Token sign, DurationNode inner)
    {
        TextSpan span = sign.Span.To(inner.Span);
        DurationNode signed = (sign.Operator, inner) switch
        {
            (BinaryOperator.Subtract, DurationLiteral literal) => literal with { Seconds = -literal.Seconds },
            (BinaryOperator.Subtract, _) => new DurationNegation { Inner = inner, Height = inner.Height + 1 },
            _ => inner,
        };
        return signed with { Span = span };
    }

    private DurationNode ReadDurationOperand(string context)
    {
        Token token = Current;
        switch (token.Kind)
        {
            case TokenKind.Number or TokenKind.Duration:
                Take();
                if (!double.IsFinite(token.Number) || Math.Abs(token.Number) > 9.2e9)
                {
                    Report(token.Span, "duration out of range");
                }

                return new DurationLiteral { Seconds = token.Number, HasUnit = token.Kind == TokenKind.Duration, Span = token.Span };
            case TokenKind.LeftParen:
                Take();
                DurationNode inner = ReadDuration(0);
                TextSpan end = Expect(TokenKind.RightParen, context);
                return Bounded(new DurationParens { Inner = inner, Span = token.Span.To(end), Height = inner.Height + 1 });
            case TokenKind.Identifier when token.Value.ToLowerInvariant() is "step" or "range":
                Take();
                Expect(TokenKind.LeftParen, context);
                end = Expect(TokenKind.RightParen, context);
                return new DurationOfQuery { IsRange = IsWord(token, "range"), Span = token.Span.To(end) };
            case TokenKind.Identifier when token.Value.ToLowerInvariant() is "min_of" or "max_of" or "min" or "max":
                Take();
                Expect(TokenKind.LeftParen, context);
                DurationNode first = ReadDuration(0);
                if (Current.Kind == TokenKind.Comma)
                {
                    Take();
                }
                else
                {
                    Unexpected(context, "\",\"");
                }

                DurationNode second = ReadDuration(0);
                end = Expect(TokenKind.RightParen, context);
                string function = token.Value.StartsWith("mi", StringComparison.OrdinalIgnoreCase) ? "min_of" : "max_of";
                return Bounded(new DurationArithmetic
                {
                    Function = function,
                    Left = first,
                    Right = second,
                    Span = token.Span.To(end),
                    Height = 1 + Math.Max(first.Height, second.Height),
                });
            default:
                Unexpected(context, "number, duration, step(), or range()");
                if (token.Kind is not (TokenKind.RightBracket or TokenKind.RightParen or TokenKind.Colon or TokenKind.EndOfInput or TokenKind.Comma))
                {
                    Take();
                }

                return new DurationLiteral { Seconds = 1, Span = token.Span };
        }
    }
}
