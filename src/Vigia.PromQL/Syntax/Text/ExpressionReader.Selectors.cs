using Vigia.Model.Labels;
using Vigia.PromQL.Syntax.Durations;
using Vigia.PromQL.Syntax.Tree;

namespace Vigia.PromQL.Syntax.Text;

/// <summary>Selectors and what stands behind them.</summary>
internal sealed partial class ExpressionReader
{
    /// <summary>Seconds; some 300,000 years on both sides, so that arithmetic in milliseconds cannot overflow.</summary>
    private const double MaxTimestamp = 1e13;

    private VectorSelector ReadSelector(Token? nameToken)
    {
        var matchers = new List<LabelMatcher>();
        string name = nameToken?.Value ?? "";
        TextSpan span = nameToken?.Span ?? Current.Span;
        if (nameToken is not null)
        {
            matchers.Add(new LabelMatcher(MatchKind.Equal, LabelNames.MetricName, name));
        }

        if (Current.Kind == TokenKind.LeftBrace)
        {
            Take();
            ReadMatchers(matchers, nameToken is not null, ref name);
            span = span.To(Expect(TokenKind.RightBrace, "label matching"));
        }

        return new VectorSelector { Name = name, Matchers = matchers, Span = span };
    }

    /// <param name="matchers">Get what is read.</param>
    /// <param name="isNamed">The metric's name stands before the braces, so no matcher in them may be about it.</param>
    /// <param name="name">The metric's name; set by a quoted one.</param>
    private void ReadMatchers(List<LabelMatcher> matchers, bool isNamed, ref string name)
    {
        while (Current.Kind is not (TokenKind.RightBrace or TokenKind.EndOfInput))
        {
            Token label = Current;
            if (label.Kind is not (TokenKind.Identifier or TokenKind.String))
            {
                Unexpected("label matching", "identifier or \"}\"");
                SkipTo(TokenKind.Comma, TokenKind.RightBrace);
            }
            else
            {
                Take();
                ReadMatcher(label, matchers, isNamed, ref name);
            }

            if (Current.Kind == TokenKind.Comma)
            {
                Take();
            }
            else if (Current.Kind is not (TokenKind.RightBrace or TokenKind.EndOfInput))
            {
                Unexpected("label matching", "\",\" or \"}\"");
                SkipTo(TokenKind.Comma, TokenKind.RightBrace);
                if (Current.Kind == TokenKind.Comma)
                {
                    Take();
                }
            }
        }
    }

    private void ReadMatcher(Token label, List<LabelMatcher> matchers, bool isNamed, ref string name)
    {
        if (label.Kind == TokenKind.String && Current.Kind is TokenKind.Comma or TokenKind.RightBrace)
        {
            // A quoted name alone is the metric's.
            if (name.Length > 0)
            {
                Report(label.Span, $"metric name must not be set twice: {QuotedText.Quote(name)} or {QuotedText.Quote(label.Value)}");
                return;
            }

            name = label.Value;
            matchers.Add(new LabelMatcher(MatchKind.Equal, LabelNames.MetricName, name));
            return;
        }

        MatchKind kind;
        switch (Current)
        {
            case { Kind: TokenKind.Assign }: kind = MatchKind.Equal; break;
            case { Kind: TokenKind.EqualRegex }: kind = MatchKind.Regex; break;
            case { Kind: TokenKind.NotRegex }: kind = MatchKind.NotRegex; break;
            case { Kind: TokenKind.Operator, Operator: BinaryOperator.NotEqual }: kind = MatchKind.NotEqual; break;
            default:
                Unexpected("label matching", "label matching operator");
                SkipTo(TokenKind.Comma, TokenKind.RightBrace);
                return;
        }

        Take();
        if (Current.Kind != TokenKind.String)
        {
            Unexpected("label matching", "string");
            SkipTo(TokenKind.Comma, TokenKind.RightBrace);
            return;
        }

        Token value = Take();
        if (label.Value == LabelNames.MetricName && (isNamed || (kind == MatchKind.Equal && name.Length > 0)))
        {
            Report(label.Span, $"metric name must not be set twice: {QuotedText.Quote(name)} or {QuotedText.Quote(value.Value)}");
            return;
        }

        try
        {
            matchers.Add(new LabelMatcher(kind, label.Value, value.Value, patterns));
        }
        catch (LabelPatternException exception)
        {
            Report(value.Span, exception.Message);
        }
    }

    private Expression ReadPostfix(Expression expression)
    {
        while (true)
        {
            Token token = Current;
            if (token.Kind == TokenKind.LeftBracket)
            {
                expression = ReadRange(expression);
            }
            else if (token.Kind == TokenKind.At)
            {
                Take();
                expression = ReadAt(expression, token);
            }
            else if (IsWord(token, "offset"))
            {
                Take();
                expression = ReadOffset(expression, token);
            }
            else if (IsWord(token, "anchored") || IsWord(token, "smoothed"))
            {
                Take();
                expression = ReadExtension(expression, token);
            }
            else
            {
                return expression;
            }
        }
    }

    private Expression ReadRange(Expression expression)
    {
        Token open = Take();
        DurationNode range = ReadDuration(0);
        bool isSubquery = Current.Kind == TokenKind.Colon;
        DurationNode? step = null;
        if (isSubquery)
        {
            Take();
            step = Current.Kind == TokenKind.RightBracket ? null : ReadDuration(0);
        }

        if (Current.Kind != TokenKind.RightBracket)
        {
            Unexpected(isSubquery ? "subquery selector" : "subquery or range selector", isSubquery ? "\"]\"" : "\":\" or \"]\"");
            SkipTo(TokenKind.RightBracket);
        }

        TextSpan end = Current.Kind == TokenKind.RightBracket ? Take().Span : Current.Span;
        TextSpan span = expression.Span.To(end);
        if (isSubquery)
        {
            if (expression.Kind is not (ValueKind.Vector or ValueKind.None))
            {
                Report(expression.Span, $"subquery is only allowed on instant vector, got {TypeChecker.Name(expression.Kind)} instead");
            }

            return Bounded(new SubqueryExpression { Inner = expression, Range = range, Step = step, Span = span, Height = expression.Height + 1 });
        }

        if (expression is not VectorSelector selector)
        {
            if (expression is not ErrorExpression)
            {
                Report(open.Span.To(end), "ranges only allowed for vector selectors");
            }

            return new ErrorExpression { Span = span };
        }

        if (selector.Time.Offset is not null)
        {
            Report(open.Span.To(end), "no offset modifiers allowed before range");
        }
        else if (selector.Time.IsFixed)
        {
            Report(open.Span.To(end), "no @ modifiers allowed before range");
        }

        return new MatrixSelector { Selector = selector, Range = range, Span = span, Height = 2 };
    }

    private Expression ReadAt(Expression expression, Token at)
    {
        TimeModifiers? time = TimeOf(expression);
        bool isNegative = false;
        TextSpan end = Current.Span;
        bool hasSign = Current is { Kind: TokenKind.Operator, Operator: BinaryOperator.Add or BinaryOperator.Subtract };
        if (hasSign)
        {
            isNegative = Take().Operator == BinaryOperator.Subtract;
        }

        long? timestamp = null;
        TimeBoundary boundary = TimeBoundary.None;
        if (Current.Kind is TokenKind.Number)
        {
            Token number = Take();
            end = number.Span;
            double seconds = isNegative ? -number.Number : number.Number;
            if (!double.IsFinite(seconds) || Math.Abs(seconds) > MaxTimestamp)
            {
                Report(number.Span, "timestamp out of bounds for @ modifier: " + Printing.NumberText.Format(seconds));
            }
            else
            {
                timestamp = (long)Math.Round(seconds * 1000, MidpointRounding.AwayFromZero);
            }
        }
        else if (!hasSign && (IsWord(Current, "start") || IsWord(Current, "end")))
        {
            boundary = IsWord(Current, "start") ? TimeBoundary.Start : TimeBoundary.End;
            Take();
            Expect(TokenKind.LeftParen, "@");
            end = Expect(TokenKind.RightParen, "@");
        }
        else
        {
            Unexpected("@", "timestamp");
        }

        if (time is null)
        {
            Report(at.Span.To(end), "@ modifier must be preceded by an instant vector selector or range vector selector or a subquery");
            return expression;
        }

        if (time.IsFixed)
        {
            Report(at.Span.To(end), "@ <timestamp> may not be set multiple times");
        }

        return WithTime(expression, time with { Timestamp = timestamp, Boundary = boundary }, end);
    }

    private Expression ReadOffset(Expression expression, Token word)
    {
        TimeModifiers? time = TimeOf(expression);
        DurationNode offset = ReadOffsetDuration();
        if (time is null)
        {
            Report(word.Span.To(offset.Span), "offset modifier must be preceded by an instant vector selector or range vector selector or a subquery");
            return expression;
        }

        if (time.Offset is not null)
        {
            Report(word.Span.To(offset.Span), "offset may not be set multiple times");
        }

        return WithTime(expression, time with { Offset = offset }, offset.Span);
    }

    private Expression ReadExtension(Expression expression, Token word)
    {
        bool isAnchored = IsWord(word, "anchored");
        VectorSelector? selector = expression as VectorSelector ?? (expression as MatrixSelector)?.Selector;
        if (selector is null)
        {
            Report(word.Span, $"{word.Value} modifier must be preceded by an instant vector selector or range vector selector");
            return expression;
        }

        if (selector.IsAnchored || selector.IsSmoothed)
        {
            Report(word.Span, "anchored and smoothed modifiers cannot be used together or twice");
            return expression;
        }

        VectorSelector extended = selector with { IsAnchored = isAnchored, IsSmoothed = !isAnchored };
        TextSpan span = expression.Span.To(word.Span);
        return expression is MatrixSelector matrix
            ? matrix with { Selector = extended, Span = span }
            : extended with { Span = span };
    }

    private static TimeModifiers? TimeOf(Expression expression) => expression switch
    {
        VectorSelector selector => selector.Time,
        MatrixSelector matrix => matrix.Selector.Time,
        SubqueryExpression subquery => subquery.Time,
        _ => null,
    };

    private static Expression WithTime(Expression expression, TimeModifiers time, TextSpan end) => expression switch
    {
        VectorSelector selector => selector with { Time = time, Span = selector.Span.To(end) },
        MatrixSelector matrix => matrix with { Selector = matrix.Selector with { Time = time }, Span = matrix.Span.To(end) },
        SubqueryExpression subquery => subquery with { Time = time, Span = subquery.Span.To(end) },
        _ => expression,
    };

    private void SkipTo(TokenKind first, TokenKind second = TokenKind.EndOfInput)
    {
        while (Current.Kind != first && Current.Kind != second && Current.Kind != TokenKind.EndOfInput)
        {
            Take();
        }
    }
}
