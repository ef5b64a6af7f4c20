using Vigia.Model.Labels;

namespace Vigia.Server.Alerting.Templates.Syntax;

internal sealed partial class TemplateParser
{
    /// <summary>A pipeline up to <paramref name="close"/>, which is consumed.</summary>
    private PipeNode Pipeline(string context, TokenKind close)
    {
        int start = Peek().Start;
        List<string> variables = Declarations(context, out bool isAssignment);
        var commands = new List<CommandNode>();
        while (true)
        {
            Token token = Peek();
            if (token.Kind == close)
            {
                Check(commands, context, token);
                NextVisible();
                if (!isAssignment)
                {
                    // They are in sight behind the pipeline, not within.
                    _variables.AddRange(variables);
                }

                return new PipeNode(start, token.Start, variables, isAssignment, commands);
            }

            if (!StartsOperand(token.Kind))
            {
                throw Unexpected(token, context);
            }

            commands.Add(Command());
        }
    }

    private static bool StartsOperand(TokenKind kind) => kind is TokenKind.Bool or TokenKind.Char or TokenKind.Dot or TokenKind.Field or TokenKind.Identifier
        or TokenKind.Number or TokenKind.Nil or TokenKind.RawString or TokenKind.String or TokenKind.Variable or TokenKind.LeftParen;

    private List<string> Declarations(string context, out bool isAssignment)
    {
        isAssignment = false;
        int mark = _at;
        var names = new List<string>();
        while (Peek().Kind == TokenKind.Variable)
        {
            Token variable = NextVisible();
            Token next = Peek();
            if (next.Kind is TokenKind.Declare or TokenKind.Assign)
            {
                NextVisible();
                names.Add(variable.Text);
                isAssignment = next.Kind == TokenKind.Assign;
                if (isAssignment)
                {
                    foreach (string name in names)
                    {
                        RequireVariable(name, variable);
                    }
                }

                return names;
            }

            if (next.Kind == TokenKind.Comma)
            {
                NextVisible();
                names.Add(variable.Text);
                if (context != "range" || names.Count > 1)
                {
                    throw Error(next, $"too many declarations in {context}");
                }

                continue;
            }

            // An operand, not a declaration.
            break;
        }

        if (names.Count > 0)
        {
            throw Unexpected(Peek(), context);
        }

        _at = mark;
        return names;
    }

    private void Check(List<CommandNode> commands, string context, Token close)
    {
        if (commands.Count == 0)
        {
            throw Error(close, $"missing value for {context}");
        }

        for (int i = 1; i < commands.Count; i++)
        {
            if (commands[i].Words[0] is LiteralNode or DotNode or NilNode)
            {
                throw Error(commands[i].Start, $"non executable command in pipeline stage {i + 1}");
            }
        }
    }

    /// <summary>Words up to a pipe or what closes the pipeline.</summary>
    private CommandNode Command()
    {
        int start = Peek().Start;
        var words = new List<TemplateNode>();
        while (true)
        {
            if (!StartsOperand(Peek().Kind))
            {
                throw Unexpected(Peek(), words.Count == 0 ? "command" : "operand");
            }

            words.Add(Operand());
            int end = words[^1].End;
            Token token = Next();
            switch (token.Kind)
            {
                case TokenKind.Space:
                    Token next = Peek();
                    if (next.Kind == TokenKind.Pipe)
                    {
                        NextVisible();
                        RequireCommand();
                        return new CommandNode(start, end, words);
                    }

                    if (next.Kind is TokenKind.RightDelimiter or TokenKind.RightParen)
                    {
                        return new CommandNode(start, end, words);
                    }

                    continue;
                case TokenKind.RightDelimiter or TokenKind.RightParen:
                    _at--;
                    return new CommandNode(start, end, words);
                case TokenKind.Pipe:
                    RequireCommand();
                    return new CommandNode(start, end, words);
                default:
                    throw Unexpected(token, "operand");
            }
        }
    }

    private void RequireCommand()
    {
        Token token = Peek();
        if (token.Kind is TokenKind.RightDelimiter or TokenKind.RightParen)
        {
            throw Error(token, "missing value for command");
        }
    }

    private TemplateNode Operand()
    {
        Token token = NextVisible();
        int end = token.Start + token.Text.Length;
        switch (token.Kind)
        {
            case TokenKind.Identifier:
                return _isFunction(token.Text)
                    ? new FunctionNode(token.Start, end, token.Text)
                    : throw Error(token, $"function {QuotedText.Quote(token.Text)} not defined");
            case TokenKind.Dot:
                return new DotNode(token.Start, end);
            case TokenKind.Nil:
                return new NilNode(token.Start, end);
            case TokenKind.Variable:
                RequireVariable(token.Text, token);
                List<string> fields = Fields(ref end);
                return new VariableNode(token.Start, end, token.Text, fields) { Place = fields.Count > 0 ? token.Start + token.Text.Length : token.Start };
            case TokenKind.Field:
                List<string> names = [token.Text[1..], .. Fields(ref end)];
                return new FieldNode(token.Start, end, names) { Place = names.Count > 1 ? token.Start + token.Text.Length : token.Start };
            case TokenKind.Bool:
                return new LiteralNode(token.Start, end, token.Text == "true");
            case TokenKind.Number:
                return GoLiteral.TryNumber(token.Text, out object number) ? new LiteralNode(token.Start, end, number) : throw Error(token, $"illegal number syntax: {token}");
            case TokenKind.Char:
                return GoLiteral.TryCharacter(token.Text, out long code) ? new LiteralNode(token.Start, end, code) : throw Error(token, $"malformed character constant: {token.Text}");
            case TokenKind.String or TokenKind.RawString:
                return GoLiteral.TryText(token.Text, out string text) ? new LiteralNode(token.Start, end, text) : throw Error(token, "invalid syntax");
            default:
                return Parenthesized(token);
        }
    }

    private TemplateNode Parenthesized(Token open)
    {
        Enter(open);
        int mark = _variables.Count;
        PipeNode pipe = Pipeline("parenthesized pipeline", TokenKind.RightParen);
        Leave(mark);
        int end = pipe.End + 1;
        pipe = pipe with { Start = open.Start, End = end };
        List<string> fields = Fields(ref end);
        return fields.Count == 0 ? pipe : new ChainNode(open.Start, end, pipe, fields);
    }

    /// <summary>Fields that follow without a space between.</summary>
    private List<string> Fields(ref int end)
    {
        var names = new List<string>();
        while (_at < _tokens.Count && _tokens[_at].Kind == TokenKind.Field)
        {
            Token field = _tokens[_at++];
            names.Add(field.Text[1..]);
            end = field.Start + field.Text.Length;
        }

        return names;
    }

    private void RequireVariable(string name, Token at)
    {
        if (!_variables.Contains(name))
        {
            throw Error(at, $"undefined variable {QuotedText.Quote(name)}");
        }
    }
}
