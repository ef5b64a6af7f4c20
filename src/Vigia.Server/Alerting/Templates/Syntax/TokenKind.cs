namespace Vigia.Server.Alerting.Templates.Syntax;

/// <summary>What a piece of a template's text is.</summary>
internal enum TokenKind
{
    Error,
    End,
    Text,
    LeftDelimiter,
    RightDelimiter,
    Space,
    Pipe,
    LeftParen,
    RightParen,
    Comma,
    Declare,
    Assign,
    Dot,
    Field,
    Variable,
    Identifier,
    Keyword,
    Nil,
    Bool,
    Number,
    Char,
    String,
    RawString,
}
