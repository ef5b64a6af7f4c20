using System.Globalization;
using System.Text;
using Vigia.Model.Labels;

namespace Vigia.Server.Alerting.Templates.Syntax;

/// <summary>Cuts a template's text into tokens, as Go's text/template/parse does: the last is the end or an error.</summary>
/// <remarks>https://pkg.go.dev/text/template: actions, comments, trim markers.</remarks>
internal sealed class TemplateLexer
{
    private const string Open = "{{";
    private const string Close = "}}";
    private const string CommentOpen = "/*";
    private const string CommentClose = "*/";

    private static readonly HashSet<string> Keywords = new(StringComparer.Ordinal)
    {
        "block", "break", "continue", "define", "else", "end", "if", "range", "template", "with",
    };

    private readonly string _source;
    private readonly List<Token> _tokens = [];
    private int _at;
    private int _parens;

    private TemplateLexer(string source) => _source = source;

    private char Current => _at < _source.Length ? _source[_at] : '\0';

    public static List<Token> Read(string source)
    {
        var lexer = new TemplateLexer(source);
        if (lexer.ReadAll())
        {
            lexer.Add(TokenKind.End, source.Length, "");
        }

        return lexer._tokens;
    }

    private static bool IsSpace(char c) => c is ' ' or '\t' or '\r' or '\n';

    private static bool IsWordPart(char c) => c == '_' || char.IsLetterOrDigit(c);

    private bool ReadAll()
    {
        bool isTrimmed = false;
        while (true)
        {
            int open = _source.IndexOf(Open, _at, StringComparison.Ordinal);
            int end = open < 0 ? _source.Length : open;
            int start = _at;
            if (isTrimmed)
            {
                while (start < end && IsSpace(_source[start]))
                {
                    start++;
                }
            }

            bool trimsBefore = open >= 0 && HasTrimMarker(open + Open.Length);
            int textEnd = end;
            while (trimsBefore && textEnd > start && IsSpace(_source[textEnd - 1]))
            {
                textEnd--;
            }

            if (textEnd > start)
            {
                Add(TokenKind.Text, start, _source[start..textEnd]);
            }

            if (open < 0)
            {
                return true;
            }

            _at = open + Open.Length + (trimsBefore ? 2 : 0);
            bool isComment = string.CompareOrdinal(_source, _at, CommentOpen, 0, CommentOpen.Length) == 0;
            if (!(isComment ? SkipComment(open, out isTrimmed) : ReadAction(open, out isTrimmed)))
            {
                return false;
            }
        }
    }

    private bool HasTrimMarker(int at) => at + 1 < _source.Length && _source[at] == '-' && IsSpace(_source[at + 1]);

    private bool AtClose(out bool isTrimmed)
    {
        isTrimmed = _at + 1 < _source.Length && IsSpace(_source[_at]) && _source[_at + 1] == '-'
            && string.CompareOrdinal(_source, _at + 2, Close, 0, Close.Length) == 0;
        return isTrimmed || string.CompareOrdinal(_source, _at, Close, 0, Close.Length) == 0;
    }

    private bool SkipComment(int open, out bool isTrimmed)
    {
        isTrimmed = false;
        int end = _source.IndexOf(CommentClose, _at + CommentOpen.Length, StringComparison.Ordinal);
        if (end < 0)
        {
            return Fail(open, "unclosed comment");
        }

        _at = end + CommentClose.Length;
        if (!AtClose(out isTrimmed))
        {
            return Fail(open, "comment ends before closing delimiter");
        }

        _at += isTrimmed ? 2 + Close.Length : Close.Length;
        return true;
    }

    private bool ReadAction(int open, out bool isTrimmed)
    {
        Add(TokenKind.LeftDelimiter, open, Open);
        _parens = 0;
        while (true)
        {
            if (AtClose(out isTrimmed))
            {
                if (_parens > 0)
                {
                    return Fail(_at, "unclosed left paren");
                }

                Add(TokenKind.RightDelimiter, _at, Close);
                _at += isTrimmed ? 2 + Close.Length : Close.Length;
                return true;
            }

            if (_at >= _source.Length)
            {
                return Fail(open, "unclosed action");
            }

            if (!ReadToken())
            {
                return false;
            }
        }
    }

    private bool ReadToken()
    {
        int start = _at;
        char c = Current;
        switch (c)
        {
            case ' ' or '\t' or '\r' or '\n':
                // The space of a closing trim marker belongs to that.
                do
                {
                    _at++;
                }
                while (IsSpace(Current) && !AtClose(out _));
                return Add(TokenKind.Space, start, _source[start.._at]);
            case '=':
                _at++;
                return Add(TokenKind.Assign, start, "=");
            case ':':
                _at++;
                if (Current != '=')
                {
                    return Fail(start, "expected :=");
                }

                _at++;
                return Add(TokenKind.Declare, start, ":=");
            case '|':
                _at++;
                return Add(TokenKind.Pipe, start, "|");
            case ',':
                _at++;
                return Add(TokenKind.Comma, start, ",");
            case '(':
                _at++;
                _parens++;
                return Add(TokenKind.LeftParen, start, "(");
            case ')':
                _at++;
                return --_parens < 0 ? Fail(start, "unexpected right paren") : Add(TokenKind.RightParen, start, ")");
            case '"':
                return Quoted(start, '"', TokenKind.String, "unterminated quoted string");
            case '\'':
                return Quoted(start, '\'', TokenKind.Char, "unterminated character constant");
            case '`':
                int end = _source.IndexOf('`', start + 1);
                if (end < 0)
                {
                    return Fail(start, "unterminated raw quoted string");
                }

                _at = end + 1;
                return Add(TokenKind.RawString, start, _source[start.._at]);
            case '$':
                _at++;
                SkipWord();
                return Ended(start) && Add(TokenKind.Variable, start, _source[start.._at]);
            case '.' when !char.IsAsciiDigit(_at + 1 < _source.Length ? _source[_at + 1] : '\0'):
                _at++;
                SkipWord();
                return Ended(start) && Add(_at == start + 1 ? TokenKind.Dot : TokenKind.Field, start, _source[start.._at]);
            case '+' or '-' or '.' or (>= '0' and <= '9'):
                return Number(start);
            default:
                if (IsWordPart(c))
                {
                    SkipWord();
                    return Ended(start) && Add(WordKind(_source[start.._at]), start, _source[start.._at]);
                }

                return Fail(start, $"unrecognized character in action: {Name(start)}");
        }
    }

    private static TokenKind WordKind(string word) => word switch
    {
        "true" or "false" => TokenKind.Bool,
        "nil" => TokenKind.Nil,
        _ => Keywords.Contains(word) ? TokenKind.Keyword : TokenKind.Identifier,
    };

    private void SkipWord()
    {
        while (IsWordPart(Current))
        {
            _at++;
        }
    }

    /// <summary>Whether what follows a word, field or variable may follow it.</summary>
    private bool Ended(int start) =>
        _at >= _source.Length || IsSpace(Current) || Current is '.' or ',' or '|' or ':' or ')' or '(' || AtClose(out _)
            || Fail(start, $"bad character {Name(_at)}");

    private bool Quoted(int start, char quote, TokenKind kind, string reason)
    {
        for (int i = start + 1; i < _source.Length && _source[i] != '\n'; i++)
        {
            if (_source[i] == '\\')
            {
                i++;
                if (i >= _source.Length || _source[i] == '\n')
                {
                    break;
                }
            }
            else if (_source[i] == quote)
            {
                _at = i + 1;
                return Add(kind, start, _source[start.._at]);
            }
        }

        return Fail(start, reason);
    }

    private bool Number(int start)
    {
        if (Current is '+' or '-')
        {
            _at++;
        }

        bool isHex = Current == '0' && _at + 1 < _source.Length && _source[_at + 1] is 'x' or 'X';
        while (char.IsAsciiLetterOrDigit(Current) || Current is '.' or '_'
            || (Current is '+' or '-' && _source[_at - 1] is 'e' or 'E' or 'p' or 'P' && (!isHex || _source[_at - 1] is 'p' or 'P')))
        {
            _at++;
        }

        string text = _source[start.._at];
        return GoLiteral.TryNumber(text, out _) ? Add(TokenKind.Number, start, text) : Fail(start, $"bad number syntax: {QuotedText.Quote(text)}");
    }

    private string Name(int at)
    {
        Rune rune = Rune.TryGetRuneAt(_source, at, out Rune found) ? found : Rune.ReplacementChar;
        string code = string.Create(CultureInfo.InvariantCulture, $"U+{rune.Value:X4}");
        return Rune.IsControl(rune) || Rune.IsWhiteSpace(rune) ? code : $"{code} '{rune}'";
    }

    private bool Add(TokenKind kind, int start, string text)
    {
        _tokens.Add(new Token(kind, text, start));
        return true;
    }

    private bool Fail(int start, string reason)
    {
        _tokens.Add(new Token(TokenKind.Error, reason, start));
        return false;
    }
}
