using Vigia.Model.Labels;

namespace Vigia.Server.Alerting.Templates.Syntax;

/// <summary>Reads a template's text into trees: its own and those that it defines. Not thread-safe.</summary>
/// <remarks>The grammar of Go's text/template: https://pkg.go.dev/text/template.</remarks>
internal sealed partial class TemplateParser
{
    private readonly string _name;
    private readonly string _source;
    private readonly Func<string, bool> _isFunction;
    private readonly List<Token> _tokens;
    private readonly Dictionary<string, TemplateTree> _trees = new(StringComparer.Ordinal);
    private List<string> _variables = ["$"];
    private int _at;
    private int _depth;
    private int _loops;

    private TemplateParser(string name, string source, Func<string, bool> isFunction, IEnumerable<string> variables)
    {
        (_name, _source, _isFunction) = (name, source, isFunction);
        _tokens = TemplateLexer.Read(source);
        _variables.AddRange(variables);
    }

    /// <summary>Reads a text.</summary>
    /// <param name="name">The name of the tree that is not within a definition.</param>
    /// <param name="source">The text.</param>
    /// <param name="isFunction">Whether there is a function of this name.</param>
    /// <param name="variables">Variables that are set before, with their dollars.</param>
    /// <exception cref="TemplateException">It does not parse.</exception>
    public static IReadOnlyDictionary<string, TemplateTree> Parse(string name, string source, Func<string, bool> isFunction, IEnumerable<string> variables)
    {
        if (source.Length > TemplateLimits.MaxSource)
        {
            string reason = $"longer than {TemplateLimits.MaxSource} characters";
            throw new TemplateException($"template: {name}:1: {reason}", reason, 1, 0);
        }

        var parser = new TemplateParser(name, source, isFunction, variables);
        ListNode body = parser.List(out Token end);
        if (end.Kind != TokenKind.End)
        {
            throw parser.Error(end, $"unexpected {{{{{end.Text}}}}}");
        }

        parser.Define(name, body);
        return parser._trees;
    }

    /// <summary>Nodes up to the end, an <c>end</c> or an <c>else</c>, of which the keyword is consumed.</summary>
    private ListNode List(out Token end)
    {
        int start = _tokens[_at].Start;
        var nodes = new List<TemplateNode>();
        while (true)
        {
            Token token = Next();
            switch (token.Kind)
            {
                case TokenKind.Text:
                    nodes.Add(new TextNode(token.Start, token.Start + token.Text.Length, token.Text));
                    break;
                case TokenKind.LeftDelimiter:
                    Token word = Peek();
                    if (word.IsKeyword("end") || word.IsKeyword("else"))
                    {
                        end = NextVisible();
                        return new ListNode(start, token.Start, nodes);
                    }

                    if (Action(token) is { } node)
                    {
                        nodes.Add(node);
                    }

                    break;
                case TokenKind.End:
                    end = token;
                    return new ListNode(start, token.Start, nodes);
                default:
                    throw Unexpected(token, "input");
            }
        }
    }

    private TemplateNode? Action(Token open)
    {
        Token token = Peek();
        if (token.Kind != TokenKind.Keyword)
        {
            PipeNode pipe = Pipeline("command", TokenKind.RightDelimiter);
            return new ActionNode(open.Start, pipe.End, pipe);
        }

        NextVisible();
        switch (token.Text)
        {
            case "if": return Branch(token, BranchKind.If);
            case "with": return Branch(token, BranchKind.With);
            case "range": return Branch(token, BranchKind.Range);
            case "template": return TemplateCall(token, "template clause");
            case "block": return Block(token);
            case "define":
                Definition(token);
                return null;
            default:
                if (_loops == 0)
                {
                    throw Error(token, $"{{{{{token.Text}}}}} outside {{{{range}}}}");
                }

                ExpectClose(token.Text);
                return new LoopExitNode(token.Start, token.Start + token.Text.Length, token.Text == "break");
        }
    }

    private BranchNode Branch(Token keyword, BranchKind kind)
    {
        Enter(keyword);
        int mark = _variables.Count;
        PipeNode pipe = Pipeline(keyword.Text, TokenKind.RightDelimiter);
        _loops += kind == BranchKind.Range ? 1 : 0;
        ListNode body = List(out Token end);
        _loops -= kind == BranchKind.Range ? 1 : 0;
        ListNode? otherwise = null;
        if (end.IsKeyword("else"))
        {
            // {{else if x}} and {{else with x}} stand for an else that holds the branch and shares its end.
            Token next = Peek();
            bool isChained = (next.IsKeyword("if") && kind == BranchKind.If) || (next.IsKeyword("with") && kind == BranchKind.With);
            if (isChained)
            {
                NextVisible();
                BranchNode nested = Branch(next, kind);
                otherwise = new ListNode(nested.Start, nested.End, [nested]);
                Leave(mark);
                return new BranchNode(keyword.Start, nested.End, kind, pipe, body, otherwise);
            }

            ExpectClose("else");
            otherwise = List(out end);
            if (end.IsKeyword("else"))
            {
                throw Error(end, "expected end; found {{else}}");
            }
        }

        ExpectEnd(end);
        Leave(mark);
        return new BranchNode(keyword.Start, end.Start, kind, pipe, body, otherwise);
    }

    private TemplateCallNode TemplateCall(Token keyword, string context)
    {
        Token token = NextVisible();
        string name = Quoted(token, context);
        PipeNode? pipe = null;
        if (Peek().Kind == TokenKind.RightDelimiter)
        {
            NextVisible();
        }
        else
        {
            pipe = Pipeline(context, TokenKind.RightDelimiter);
        }

        return new TemplateCallNode(keyword.Start, pipe?.End ?? token.Start + token.Text.Length, name, pipe) { Place = token.Start };
    }

    private TemplateCallNode Block(Token keyword)
    {
        TemplateCallNode call = TemplateCall(keyword, "block clause");
        if (call.Pipe is null)
        {
            throw Error(keyword, "missing value for block clause");
        }

        Body(keyword, call.Name);
        return call;
    }

    private void Definition(Token keyword)
    {
        if (_depth > 0)
        {
            throw Unexpected(keyword, "command");
        }

        string name = Quoted(NextVisible(), "define clause");
        ExpectClose("define clause");
        Body(keyword, name);
    }

    /// <summary>The body of a definition: it has variables and loops of its own.</summary>
    private void Body(Token keyword, string name)
    {
        Enter(keyword);
        List<string> outer = _variables;
        int loops = _loops;
        (_variables, _loops) = (["$"], 0);
        ListNode body = List(out Token end);
        ExpectEnd(end);
        (_variables, _loops) = (outer, loops);
        _depth--;
        Define(name, body);
    }

    private void Define(string name, ListNode body)
    {
        if (_trees.TryGetValue(name, out TemplateTree? other) && !other.Body.IsBlank)
        {
            if (!body.IsBlank)
            {
                throw Error(body.Start, $"multiple definition of template {QuotedText.Quote(name)}");
            }

            return;
        }

        _trees[name] = new TemplateTree(_name, name, _source, body);
    }

    private void Enter(Token keyword)
    {
        if (++_depth > TemplateLimits.MaxNesting)
        {
            throw Error(keyword, $"nested more than {TemplateLimits.MaxNesting} deep");
        }
    }

    private void Leave(int mark)
    {
        _depth--;
        _variables.RemoveRange(mark, _variables.Count - mark);
    }

    private string Quoted(Token token, string context)
    {
        if (token.Kind is not (TokenKind.String or TokenKind.RawString))
        {
            throw Unexpected(token, context);
        }

        return GoLiteral.TryText(token.Text, out string text) ? text : throw Error(token, "invalid syntax");
    }

    private void ExpectEnd(Token end)
    {
        if (!end.IsKeyword("end"))
        {
            throw Error(end, end.Kind == TokenKind.End ? "unexpected EOF" : $"unexpected {{{{{end.Text}}}}}");
        }

        ExpectClose("end");
    }

    private void ExpectClose(string context)
    {
        Token token = NextVisible();
        if (token.Kind != TokenKind.RightDelimiter)
        {
            throw Unexpected(token, context);
        }
    }

    private Token Next() => _tokens[Math.Min(_at++, _tokens.Count - 1)];

    private Token NextVisible()
    {
        SkipSpace();
        return Next();
    }

    private Token Peek()
    {
        SkipSpace();
        return _tokens[Math.Min(_at, _tokens.Count - 1)];
    }

    private void SkipSpace()
    {
        while (_at < _tokens.Count && _tokens[_at].Kind == TokenKind.Space)
        {
            _at++;
        }
    }

    private TemplateException Unexpected(Token token, string context) =>
        token.Kind == TokenKind.Error ? Error(token, token.Text) : Error(token, $"unexpected {token} in {context}");

    private TemplateException Error(Token token, string reason) => Error(token.Start, reason);

    private TemplateException Error(int at, string reason)
    {
        (int line, int column) = TemplateTree.Position(_source, at);
        return new TemplateException($"template: {_name}:{line}: {reason}", reason, line, column);
    }
}
