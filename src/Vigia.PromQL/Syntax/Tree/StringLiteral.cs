namespace Vigia.PromQL.Syntax.Tree;

/// <summary>A text. Bytes that are not UTF-8 are lone surrogates from U+DC80 on.</summary>
public sealed record StringLiteral : Expression
{
    /// <summary>The text without quotes and escapes.</summary>
    public required string Value { get; init; }

    /// <inheritdoc/>
    public override ValueKind Kind => ValueKind.Text;
}
