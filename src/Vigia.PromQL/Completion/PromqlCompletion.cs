using Vigia.Model.Labels;
using Vigia.PromQL.Syntax;
using Vigia.PromQL.Syntax.Text;
using Vigia.PromQL.Syntax.Tree;

namespace Vigia.PromQL.Completion;

/// <summary>Finds what may be written at a place in a query, also in one that is not finished. Thread-safe.</summary>
public static class PromqlCompletion
{
    private static readonly string[] Continuations =
        ["and", "atan2", "bool", "by", "group_left", "group_right", "ignoring", "offset", "on", "or", "unless", "without"];

    private static readonly string[] GroupingWords = ["by", "without", "on", "ignoring", "group_left", "group_right"];
    private static readonly string[] Durations = ["1m", "5m", "10m", "30m", "1h", "6h", "1d", "1w"];

    /// <summary>What may be written at a caret, which is at most the text's length.</summary>
    public static CompletionPlace At(string text, int caret)
    {
        caret = Math.Clamp(caret, 0, text.Length);
        List<Token> tokens = Lexer.Read(text);
        int next = tokens.FindIndex(token => token.Span.End >= caret || token.Kind == TokenKind.EndOfInput);
        Token current = tokens[next];
        bool isWithin = current.Kind != TokenKind.EndOfInput && current.Span.Start < caret;
        if (IsInComment(text, tokens, next, caret))
        {
            return new CompletionPlace { Kind = CompletionKind.Nothing, Span = new TextSpan(caret, caret) };
        }

        // A sign right before the caret is behind us; a word or text there is being written.
        bool isWritten = isWithin && current.Kind is TokenKind.Identifier or TokenKind.String or TokenKind.Error or TokenKind.Number or TokenKind.Duration
            || (isWithin && current.Kind == TokenKind.Operator && char.IsAsciiLetter(text[current.Span.Start]));
        int before = isWritten || !isWithin ? next - 1 : next;
        TextSpan span = isWritten ? current.Span : new TextSpan(caret, caret);
        string prefix = isWritten ? text[span.Start..caret].TrimStart('"', '\'', '`') : "";
        bool isText = isWritten && text[span.Start] is '"' or '\'' or '`';
        return Place(tokens, before, span, prefix, isText);
    }

    private static CompletionPlace Place(List<Token> tokens, int before, TextSpan span, string prefix, bool isText)
    {
        int open = Open(tokens, before);
        TokenKind kind = open < 0 ? TokenKind.EndOfInput : tokens[open].Kind;
        if (kind == TokenKind.LeftBracket)
        {
            return Of(CompletionKind.Duration, span, prefix, Durations);
        }

        if (kind == TokenKind.LeftBrace)
        {
            return InBraces(tokens, open, before, span, prefix);
        }

        bool isGrouping = kind == TokenKind.LeftParen && open > 0
            && GroupingWords.Contains(tokens[open - 1].Value, StringComparer.OrdinalIgnoreCase);
        if (isGrouping)
        {
            return Of(CompletionKind.GroupingLabel, span, prefix, []);
        }

        if (isText)
        {
            return Of(CompletionKind.Nothing, span, prefix, []);
        }

        bool isBehindOperand = before >= 0 && tokens[before].Kind is TokenKind.Number or TokenKind.Duration or TokenKind.String
            or TokenKind.RightParen or TokenKind.RightBrace or TokenKind.RightBracket or TokenKind.Identifier;
        return isBehindOperand && !IsOpenWord(tokens, before)
            ? Of(CompletionKind.Continuation, span, prefix, Continuations)
            : Of(CompletionKind.Expression, span, prefix, [.. FunctionTable.All.Select(static function => function.Name), .. AggregateOperators.AllNames]);
    }

    /// <summary>A word, or a list behind one, that an expression follows: <c>a &gt; bool</c>, <c>a * on (x)</c>.</summary>
    private static bool IsOpenWord(List<Token> tokens, int at)
    {
        if (tokens[at].Kind == TokenKind.Identifier)
        {
            return tokens[at].Value.Equals("bool", StringComparison.OrdinalIgnoreCase);
        }

        if (tokens[at].Kind != TokenKind.RightParen)
        {
            return false;
        }

        int open = Open(tokens, at - 1);
        return open > 0 && tokens[open - 1].Value.ToLowerInvariant() is "on" or "ignoring" or "group_left" or "group_right";
    }

    private static CompletionPlace InBraces(List<Token> tokens, int open, int before, TextSpan span, string prefix)
    {
        List<LabelMatcher> selector = Selector(tokens, open, before);
        bool isOperator = tokens[before] is { Kind: TokenKind.Assign or TokenKind.EqualRegex or TokenKind.NotRegex }
            or { Kind: TokenKind.Operator, Operator: BinaryOperator.NotEqual };
        return isOperator
            ? Of(CompletionKind.LabelValue, span, prefix, []) with { Label = tokens[before - 1].Value, Selector = selector }
            : tokens[before].Kind is TokenKind.LeftBrace or TokenKind.Comma
                ? Of(CompletionKind.LabelName, span, prefix, []) with { Selector = selector }
                : Of(CompletionKind.Nothing, span, prefix, []);
    }

    /// <summary>The matchers that are written before the caret, the metric's name first.</summary>
    private static List<LabelMatcher> Selector(List<Token> tokens, int open, int before)
    {
        var matchers = new List<LabelMatcher>();
        if (open > 0 && tokens[open - 1].Kind == TokenKind.Identifier && tokens[open - 1].Span.End == tokens[open].Span.Start)
        {
            matchers.Add(new LabelMatcher(MatchKind.Equal, LabelNames.MetricName, tokens[open - 1].Value));
        }

        for (int i = open + 1; i + 2 <= before; i++)
        {
            if (tokens[i + 2].Kind != TokenKind.String || tokens[i].Kind is not (TokenKind.Identifier or TokenKind.String))
            {
                continue;
            }

            MatchKind? kind = tokens[i + 1] switch
            {
                { Kind: TokenKind.Assign } => MatchKind.Equal,
                { Kind: TokenKind.EqualRegex } => MatchKind.Regex,
                { Kind: TokenKind.NotRegex } => MatchKind.NotRegex,
                { Kind: TokenKind.Operator, Operator: BinaryOperator.NotEqual } => MatchKind.NotEqual,
                _ => null,
            };
            if (kind is not null && TryMake(kind.Value, tokens[i].Value, tokens[i + 2].Value) is { } matcher)
            {
                matchers.Add(matcher);
            }
        }

        return matchers;
    }

    private static LabelMatcher? TryMake(MatchKind kind, string name, string value)
    {
        try
        {
            return new LabelMatcher(kind, name, value);
        }
        catch (LabelPatternException)
        {
            // The editor shows the error already; without this matcher there is more to choose from.
            return null;
        }
    }

    /// <summary>The bracket that is open at a token; -1 where there is none.</summary>
    private static int Open(List<Token> tokens, int at)
    {
        int depth = 0;
        for (int i = at; i >= 0; i--)
        {
            if (tokens[i].Kind is TokenKind.RightParen or TokenKind.RightBrace or TokenKind.RightBracket)
            {
                depth++;
            }
            else if (tokens[i].Kind is TokenKind.LeftParen or TokenKind.LeftBrace or TokenKind.LeftBracket && depth-- == 0)
            {
                return i;
            }
        }

        return -1;
    }

    private static bool IsInComment(string text, List<Token> tokens, int next, int caret)
    {
        int from = next == 0 ? 0 : tokens[next - 1].Span.End;
        int to = Math.Min(caret, tokens[next].Span.Start);
        int hash = from < to ? text.IndexOf('#', from, to - from) : -1;
        return hash >= 0 && text.IndexOf('\n', hash, caret - hash) < 0;
    }

    private static CompletionPlace Of(CompletionKind kind, TextSpan span, string prefix, IReadOnlyList<string> words) => new()
    {
        Kind = kind,
        Span = span,
        Prefix = prefix,
        Words = [.. words.Where(word => word.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)).Order(StringComparer.Ordinal)],
    };
}
