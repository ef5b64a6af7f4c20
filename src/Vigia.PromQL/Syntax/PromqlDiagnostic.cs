namespace Vigia.PromQL.Syntax;

/// <summary>What is wrong in a query's text, and where.</summary>
public sealed record PromqlDiagnostic(TextSpan Span, string Message)
{
    /// <summary>As Prometheus words it: <c>1:5: parse error: …</c>.</summary>
    public string Format(string text) => $"{Span.Position(text)}: parse error: {Message}";
}
