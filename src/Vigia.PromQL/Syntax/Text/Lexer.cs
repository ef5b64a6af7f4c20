using System.Globalization;
using Vigia.PromQL.Syntax.Tree;

namespace Vigia.PromQL.Syntax.Text;

/// <summary>Cuts a query's text into tokens. What cannot be read becomes an error token, and reading goes on behind it.</summary>
internal sealed class Lexer
{
    private readonly string _text;
    private readonly List<Token> _tokens = [];
    private int _position;
    private int _brackets;
    private int _braces;
    private int _parens;

    private Lexer(string text) => _text = text;

    public static List<Token> Read(string text)
    {
        var lexer = new Lexer(text);
        while (lexer.Next())
        {
        }

        return lexer._tokens;
    }

    private char Current => Peek(0);

    private char Peek(int ahead) => _position + ahead < _text.Length ? _text[_position + ahead] : '\0';

    private bool Next()
    {
        while (_position < _text.Length)
        {
            if (Current is ' ' or '\t' or '\n' or '\r')
            {
                _position++;
            }
            else if (Current == '#')
            {
                int end = _text.IndexOf('\n', _position);
                _position = end < 0 ? _text.Length : end;
            }
            else
            {
                break;
            }
        }

        if (_position >= _text.Length)
        {
            string unclosed = _braces > 0 ? "unexpected end of input inside braces"
                : _brackets > 0 ? "unclosed left bracket"
                : _parens > 0 ? "unclosed left parenthesis" : "";
            _tokens.Add(new Token(TokenKind.EndOfInput, new TextSpan(_text.Length, _text.Length), unclosed));
            return false;
        }

        char c = Current;
        if (char.IsAsciiDigit(c) || (c == '.' && char.IsAsciiDigit(Peek(1))))
        {
            ReadNumber();
        }
        else if (char.IsAsciiLetter(c) || c == '_' || (c == ':' && _brackets == 0 && _braces == 0))
        {
            ReadIdentifier();
        }
        else if (c is '"' or '\'' or '`')
        {
            ReadString(c);
        }
        else
        {
            ReadSymbol(c);
        }

        return true;
    }

    private void ReadNumber()
    {
        int start = _position;
        if (Current == '0' && Peek(1) is 'x' or 'X')
        {
            _position += 2;
            SkipWhile(static c => char.IsAsciiHexDigit(c) || c == '_');
            string digits = _text[(start + 2).._position].Replace("_", "", StringComparison.Ordinal);
            bool isHex = ulong.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong value);
            Add(isHex && AreDigitsApart(start + 2) && !IsWordPart(Current) ? TokenKind.Number : BadNumber(), start, (double)value);
            return;
        }

        SkipWhile(static c => char.IsAsciiDigit(c) || c == '_');
        bool hasPoint = Current == '.';
        if (hasPoint)
        {
            _position++;
            SkipWhile(static c => char.IsAsciiDigit(c) || c == '_');
        }

        if (Current is 'e' or 'E' && (char.IsAsciiDigit(Peek(1)) || (Peek(1) is '+' or '-' && char.IsAsciiDigit(Peek(2)))))
        {
            _position += 2;
            SkipWhile(static c => char.IsAsciiDigit(c) || c == '_');
        }
        else if (!hasPoint && char.IsAsciiLetter(Current))
        {
            SkipWhile(char.IsAsciiLetterOrDigit);
            bool isDuration = DurationText.TryParse(_text.AsSpan(start, _position - start), out long milliseconds);
            Add(isDuration && !IsWordPart(Current) ? TokenKind.Duration : BadNumber(), start, milliseconds / 1000.0);
            return;
        }

        string number = _text[start.._position].Replace("_", "", StringComparison.Ordinal);
        bool isNumber = double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out double parsed);
        Add(isNumber && AreDigitsApart(start) && !IsWordPart(Current) ? TokenKind.Number : BadNumber(), start, parsed);
    }

    /// <summary>Whether every <c>_</c> from there on stands between two digits, or between the prefix of hexadecimal and one.</summary>
    private bool AreDigitsApart(int start)
    {
        for (int i = start; i < _position; i++)
        {
            if (_text[i] != '_')
            {
                continue;
            }

            char before = _text[i - 1];
            if (!(char.IsAsciiHexDigit(before) || before is 'x' or 'X') || i + 1 == _position || !char.IsAsciiHexDigit(_text[i + 1]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Takes the whole word into the error.</summary>
    private TokenKind BadNumber()
    {
        SkipWhile(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.');
        return TokenKind.Error;
    }

    private void Add(TokenKind kind, int start, double number)
    {
        string raw = _text[start.._position];
        string value = kind == TokenKind.Error ? $"bad number or duration syntax: {Model.Labels.QuotedText.Quote(raw)}" : raw;
        _tokens.Add(new Token(kind, new TextSpan(start, _position), value, Number: number));
    }

    private void ReadIdentifier()
    {
        int start = _position;
        bool takesColon = _brackets == 0 && _braces == 0;
        while (char.IsAsciiLetterOrDigit(Current) || Current == '_' || (takesColon && Current == ':'))
        {
            _position++;
        }

        string word = _text[start.._position];
        var span = new TextSpan(start, _position);
        BinaryOperator? op = _braces > 0 ? null : word.ToLowerInvariant() switch
        {
            "and" => BinaryOperator.And,
            "or" => BinaryOperator.Or,
            "unless" => BinaryOperator.Unless,
            "atan2" => BinaryOperator.Atan2,
            _ => null,
        };
        if (_braces == 0 && word.Length == 3 && word.ToLowerInvariant() is "inf" or "nan" && _braces == 0)
        {
            double number = char.ToLowerInvariant(word[0]) == 'i' ? double.PositiveInfinity : double.NaN;
            _tokens.Add(new Token(TokenKind.Number, span, word, Number: number));
            return;
        }

        _tokens.Add(op is null
            ? new Token(TokenKind.Identifier, span, word)
            : new Token(TokenKind.Operator, span, word, op.Value));
    }

    private void ReadString(char quote)
    {
        int start = _position++;
        while (_position < _text.Length && Current != quote)
        {
            if (Current == '\n' && quote != '`')
            {
                break;
            }

            _position += Current == '\\' && quote != '`' ? 2 : 1;
        }

        if (_position >= _text.Length || Current != quote)
        {
            _position = Math.Min(_position, _text.Length);
            string error = quote == '`' ? "unterminated raw string" : "unterminated quoted string";
            _tokens.Add(new Token(TokenKind.Error, new TextSpan(start, _position), error));
            return;
        }

        _position++;
        var span = new TextSpan(start, _position);
        string? value = StringUnquoting.Unquote(_text.AsSpan(start, _position - start));
        _tokens.Add(value is null
            ? new Token(TokenKind.Error, span, "unknown escape sequence or invalid syntax in string")
            : new Token(TokenKind.String, span, value));
    }

    private void ReadSymbol(char c)
    {
        int start = _position;
        char next = Peek(1);
        (TokenKind kind, BinaryOperator op, int length) = (c, next) switch
        {
            ('=', '~') => (TokenKind.EqualRegex, default, 2),
            ('!', '~') => (TokenKind.NotRegex, default, 2),
            ('=', '=') => (TokenKind.Operator, BinaryOperator.Equal, 2),
            ('!', '=') => (TokenKind.Operator, BinaryOperator.NotEqual, 2),
            ('<', '=') => (TokenKind.Operator, BinaryOperator.LessOrEqual, 2),
            ('>', '=') => (TokenKind.Operator, BinaryOperator.GreaterOrEqual, 2),
            ('<', '/') => (TokenKind.Operator, BinaryOperator.TrimUpper, 2),
            ('>', '/') => (TokenKind.Operator, BinaryOperator.TrimLower, 2),
            ('=', _) => (TokenKind.Assign, default, 1),
            ('<', _) => (TokenKind.Operator, BinaryOperator.Less, 1),
            ('>', _) => (TokenKind.Operator, BinaryOperator.Greater, 1),
            ('+', _) => (TokenKind.Operator, BinaryOperator.Add, 1),
            ('-', _) => (TokenKind.Operator, BinaryOperator.Subtract, 1),
            ('*', _) => (TokenKind.Operator, BinaryOperator.Multiply, 1),
            ('/', _) => (TokenKind.Operator, BinaryOperator.Divide, 1),
            ('%', _) => (TokenKind.Operator, BinaryOperator.Modulo, 1),
            ('^', _) => (TokenKind.Operator, BinaryOperator.Power, 1),
            ('(', _) => (TokenKind.LeftParen, default, 1),
            (')', _) => (TokenKind.RightParen, default, 1),
            ('{', _) => (TokenKind.LeftBrace, default, 1),
            ('}', _) => (TokenKind.RightBrace, default, 1),
            ('[', _) => (TokenKind.LeftBracket, default, 1),
            (']', _) => (TokenKind.RightBracket, default, 1),
            (',', _) => (TokenKind.Comma, default, 1),
            (':', _) => (TokenKind.Colon, default, 1),
            (';', _) => (TokenKind.Semicolon, default, 1),
            ('@', _) => (TokenKind.At, default(BinaryOperator), 1),
            _ => (TokenKind.Error, default, char.IsHighSurrogate(c) && char.IsLowSurrogate(next) ? 2 : 1),
        };
        _position += length;
        _parens += kind switch { TokenKind.LeftParen => 1, TokenKind.RightParen => -1, _ => 0 };
        _braces = kind switch { TokenKind.LeftBrace => 1, TokenKind.RightBrace => 0, _ => _braces };
        _brackets = kind switch { TokenKind.LeftBracket => 1, TokenKind.RightBracket => 0, _ => _brackets };
        string value = _text[start.._position];
        _tokens.Add(new Token(kind, new TextSpan(start, _position), kind == TokenKind.Error ? $"unexpected character: '{value}'" : value, op));
    }

    private void SkipWhile(Func<char, bool> accept)
    {
        while (_position < _text.Length && accept(_text[_position]))
        {
            _position++;
        }
    }

    private static bool IsWordPart(char c) => char.IsAsciiLetterOrDigit(c) || c == '_';
}
