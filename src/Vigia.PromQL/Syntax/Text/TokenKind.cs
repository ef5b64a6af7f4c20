namespace Vigia.PromQL.Syntax.Text;

/// <summary>What a token is.</summary>
internal enum TokenKind
{
    EndOfInput,
    Error,
    Identifier,
    Number,
    Duration,
    String,
    LeftParen,
    RightParen,
    LeftBrace,
    RightBrace,
    LeftBracket,
    RightBracket,
    Comma,
    Colon,
    Semicolon,
    Operator,
    Assign,
    EqualRegex,
    NotRegex,
    At,
}
