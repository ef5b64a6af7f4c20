using Vigia.Model.Labels;

namespace Vigia.Server.Alerting.Templates.Syntax;

/// <summary>A piece of a template's text.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">As it stands; the reason where it is an error.</param>
/// <param name="Start">Where it begins, in UTF-16 units.</param>
internal readonly record struct Token(TokenKind Kind, string Text, int Start)
{
    public bool IsKeyword(string word) => Kind == TokenKind.Keyword && Text == word;

    /// <summary>As Go's errors name it.</summary>
    public override string ToString() => Kind switch
    {
        TokenKind.End => "EOF",
        TokenKind.Error => Text,
        TokenKind.Keyword or TokenKind.Nil => $"<{Text}>",
        _ => Text.Length > 10 ? QuotedText.Quote(Text[..10]) + "..." : QuotedText.Quote(Text),
    };
}
