using Vigia.PromQL.Syntax.Tree;

namespace Vigia.PromQL.Syntax.Text;

/// <summary>A token. <see cref="Value"/> holds a string's content, an error's message or a name.</summary>
internal readonly record struct Token(TokenKind Kind, TextSpan Span, string Value, BinaryOperator Operator = default, double Number = 0)
{
    /// <summary>As an error message calls it.</summary>
    public string Description(string text)
    {
        string raw = text[Span.Start..Math.Min(Span.End, text.Length)];
        return Kind switch
        {
            TokenKind.EndOfInput => "end of input",
            TokenKind.Error => Value,
            TokenKind.Identifier when Keywords.IsKeyword(raw) => $"<{raw}>",
            TokenKind.Identifier when AggregateOperators.TryParse(raw, out _) => $"<aggr:{raw}>",
            TokenKind.Identifier => $"identifier \"{raw}\"",
            TokenKind.Number => $"number \"{raw}\"",
            TokenKind.Duration => $"duration \"{raw}\"",
            TokenKind.String => $"string {Model.Labels.QuotedText.Quote(raw)}",
            TokenKind.Operator => $"<op:{raw}>",
            _ => $"\"{raw}\"",
        };
    }
}
