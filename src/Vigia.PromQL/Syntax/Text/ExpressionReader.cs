using Vigia.Model.Labels;
using Vigia.PromQL.Syntax.Tree;

namespace Vigia.PromQL.Syntax.Text;

/// <summary>Builds a tree from tokens by operator precedence. One reading; not thread-safe.</summary>
internal sealed partial class ExpressionReader(string text, List<Token> tokens, LabelPatternBudget patterns)
{
    private const int UnaryPrecedence = 5;
    private int _next;
    private int _depth;

    public List<PromqlDiagnostic> Diagnostics { get; } = [];

    private Token Current => tokens[_next];

    public Expression ReadAll()
    {
        if (Current.Kind == TokenKind.EndOfInput)
        {
            Report(Current.Span, "no expression found in input");
            return new ErrorExpression { Span = Current.Span };
        }

        Expression tree = ReadExpression(0);
        bool wasReported = Diagnostics.Count > 0;
        while (Current.Kind != TokenKind.EndOfInput)
        {
            // One error for the rest: more would only follow from it.
            if (!wasReported || Current.Kind == TokenKind.Error)
            {
                Unexpected("");
                wasReported = true;
            }

            Take();
        }

        return tree;
    }

    private Expression ReadExpression(int minPrecedence)
    {
        if (++_depth > PromqlParser.MaxHeight)
        {
            _depth--;
            Report(Current.Span, $"expression nested deeper than {PromqlParser.MaxHeight} levels");
            _next = tokens.Count - 1;
            return new ErrorExpression { Span = Current.Span };
        }

        Expression left = ReadUnary();
        while (Current.Kind == TokenKind.Operator && Current.Operator.Precedence() >= minPrecedence)
        {
            Token op = Take();
            int precedence = op.Operator.Precedence();
            (bool returnsBool, VectorMatching matching) = ReadBinaryModifiers(op);
            Expression right = ReadExpression(op.Operator == BinaryOperator.Power ? precedence : precedence + 1);
            left = Bounded(new BinaryExpression
            {
                Operator = op.Operator,
                OperatorSpan = op.Span,
                Left = left,
                Right = right,
                ReturnsBool = returnsBool,
                Matching = matching,
                Span = left.Span.To(right.Span),
                Height = 1 + Math.Max(left.Height, right.Height),
            });
        }

        _depth--;
        return left;
    }

    private Expression ReadUnary()
    {
        if (Current is not { Kind: TokenKind.Operator, Operator: BinaryOperator.Add or BinaryOperator.Subtract })
        {
            return ReadPostfix(ReadPrimary());
        }

        Token sign = Take();
        Expression inner = ReadExpression(UnaryPrecedence + 1);
        TextSpan span = sign.Span.To(inner.Span);
        bool isNegative = sign.Operator == BinaryOperator.Subtract;
        return inner is NumberLiteral number
            ? number with { Value = isNegative ? -number.Value : number.Value, Span = span }
            : Bounded(new UnaryExpression { IsNegative = isNegative, Inner = inner, Span = span, Height = inner.Height + 1 });
    }

    private Expression ReadPrimary()
    {
        Token token = Current;
        switch (token.Kind)
        {
            case TokenKind.Number:
            case TokenKind.Duration:
                Take();
                return new NumberLiteral { Value = token.Number, IsDuration = token.Kind == TokenKind.Duration, Span = token.Span };
            case TokenKind.String:
                Take();
                return new StringLiteral { Value = token.Value, Span = token.Span };
            case TokenKind.LeftParen:
                return ReadParens();
            case TokenKind.LeftBrace:
                return ReadSelector(null);
            case TokenKind.Identifier when !Keywords.IsModifier(token.Value):
                return ReadWord();
            case TokenKind.Operator when token.Operator is BinaryOperator.And or BinaryOperator.Or or BinaryOperator.Unless:
                // Where an operand is due these are names of metrics.
                return ReadSelector(Take());
            case TokenKind.Error:
                Report(token.Span, token.Value);
                Take();
                return new ErrorExpression { Span = token.Span };
            default:
                Unexpected("");
                if (token.Kind is not (TokenKind.RightParen or TokenKind.RightBrace or TokenKind.RightBracket or TokenKind.Comma or TokenKind.EndOfInput))
                {
                    Take();
                }

                return new ErrorExpression { Span = new TextSpan(token.Span.Start, token.Span.Start) };
        }
    }

    private Expression ReadParens()
    {
        Token open = Take();
        Expression inner = ReadExpression(0);
        TextSpan end = Expect(TokenKind.RightParen, "paren expression");
        return Bounded(new ParenExpression { Inner = inner, Span = open.Span.To(end), Height = inner.Height + 1 });
    }

    private Expression ReadWord()
    {
        Token word = Current;
        Token behind = tokens[_next + 1];
        if (AggregateOperators.TryParse(word.Value, out AggregateOperator aggregate)
            && (behind.Kind == TokenKind.LeftParen || IsWord(behind, "by") || IsWord(behind, "without")))
        {
            return ReadAggregate(aggregate);
        }

        return behind.Kind == TokenKind.LeftParen ? ReadCall() : ReadSelector(Take());
    }

    private Expression ReadCall()
    {
        Token name = Take();
        (List<Expression> arguments, TextSpan end) = ReadArguments("function call");
        TextSpan span = name.Span.To(end);
        FunctionSignature? function = FunctionTable.Find(name.Value) ?? FunctionTable.Find(name.Value.ToLowerInvariant() switch
        {
            // These are keywords too, and so come in any case.
            "start" => "start",
            "end" => "end",
            "step" => "step",
            "range" => "range",
            "min_of" => "min_of",
            "max_of" => "max_of",
            _ => "",
        });
        if (function is null)
        {
            Report(name.Span, $"unknown function with name {Model.Labels.QuotedText.Quote(name.Value)}");
            return new ErrorExpression { Span = span };
        }

        int height = arguments.Count == 0 ? 1 : 1 + arguments.Max(static argument => argument.Height);
        return Bounded(new CallExpression { Function = function, Arguments = arguments, Span = span, Height = height });
    }

    private Expression ReadAggregate(AggregateOperator aggregate)
    {
        Token name = Take();
        List<string> grouping = [];
        bool isWithout = false;
        bool hasGrouping = TryReadGrouping(ref grouping, ref isWithout, out _);
        int errorsBefore = Diagnostics.Count;
        (List<Expression> arguments, TextSpan end) = ReadArguments("aggregation");
        if (!hasGrouping && TryReadGrouping(ref grouping, ref isWithout, out TextSpan groupingEnd))
        {
            end = groupingEnd;
        }

        TextSpan span = name.Span.To(end);
        int wanted = aggregate.TakesParameter() ? 2 : 1;
        if (Diagnostics.Count > errorsBefore)
        {
            // What is missing follows from what could not be read.
        }
        else if (arguments.Count == 0)
        {
            Report(span, "no arguments for aggregate expression provided");
        }
        else if (arguments.Count != wanted)
        {
            Report(span, $"wrong number of arguments for aggregate expression provided, expected {wanted}, got {arguments.Count}");
        }

        Expression inner = arguments.Count > 0 ? arguments[^1] : new ErrorExpression { Span = end };
        Expression? parameter = wanted == 2 ? arguments.Count > 1 ? arguments[0] : new ErrorExpression { Span = end } : null;
        return Bounded(new AggregateExpression
        {
            Operator = aggregate,
            Inner = inner,
            Parameter = parameter,
            Grouping = grouping,
            IsWithout = isWithout,
            Span = span,
            Height = 1 + Math.Max(inner.Height, parameter?.Height ?? 0),
        });
    }

    private (List<Expression> Arguments, TextSpan End) ReadArguments(string context)
    {
        var arguments = new List<Expression>();
        TextSpan open = Expect(TokenKind.LeftParen, context);
        if (Current.Kind == TokenKind.RightParen)
        {
            return (arguments, Take().Span);
        }

        while (Current.Kind != TokenKind.EndOfInput)
        {
            arguments.Add(ReadExpression(0));
            if (Current.Kind != TokenKind.Comma)
            {
                break;
            }

            Token comma = Take();
            if (Current.Kind == TokenKind.RightParen)
            {
                Report(comma.Span, "trailing commas not allowed in function call args");
                break;
            }
        }

        TextSpan end = Expect(TokenKind.RightParen, context);
        return (arguments, open.To(end));
    }

    private Expression Bounded(Expression expression)
    {
        if (expression.Height <= PromqlParser.MaxHeight)
        {
            return expression;
        }

        Report(expression.Span, $"expression nested deeper than {PromqlParser.MaxHeight} levels");
        return new ErrorExpression { Span = expression.Span };
    }

    private Token Take()
    {
        Token token = tokens[_next];
        if (_next < tokens.Count - 1)
        {
            _next++;
        }

        return token;
    }

    /// <summary>Takes a token of this kind, or says that another is there and leaves it.</summary>
    private TextSpan Expect(TokenKind kind, string context)
    {
        if (Current.Kind == kind)
        {
            return Take().Span;
        }

        string expected = kind switch
        {
            TokenKind.LeftParen => "\"(\"",
            TokenKind.RightParen => "\")\"",
            TokenKind.RightBracket => "\"]\"",
            TokenKind.RightBrace => "\"}\"",
            _ => kind.ToString(),
        };
        Unexpected(context, expected);
        return new TextSpan(Current.Span.Start, Current.Span.Start);
    }

    private void Unexpected(string context, string expected = "")
    {
        if (Current.Kind == TokenKind.Error || (Current.Kind == TokenKind.EndOfInput && Current.Value.Length > 0))
        {
            Report(Current.Span, Current.Value);
            return;
        }

        string message = "unexpected " + Current.Description(text);
        message += context.Length == 0 ? "" : " in " + context;
        Report(Current.Span, expected.Length == 0 ? message : message + ", expected " + expected);
    }

    private void Report(TextSpan span, string message)
    {
        if (Diagnostics.Count < PromqlParser.MaxDiagnostics && !Diagnostics.Exists(found => found.Span == span))
        {
            Diagnostics.Add(new PromqlDiagnostic(span, message));
        }
    }

    private static bool IsWord(Token token, string word) =>
        token.Kind == TokenKind.Identifier && token.Value.Equals(word, StringComparison.OrdinalIgnoreCase);
}
