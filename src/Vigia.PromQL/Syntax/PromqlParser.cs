using Vigia.Model.Labels;
using Vigia.PromQL.Syntax.Text;
using Vigia.PromQL.Syntax.Tree;

namespace Vigia.PromQL.Syntax;

/// <summary>
/// Reads PromQL. It recovers from errors, so that an editor has a tree while its user types. Never throws for a text. Thread-safe.
/// </summary>
public static class PromqlParser
{
    /// <summary>The longest text that is read, in UTF-16 units.</summary>
    public const int MaxLength = 1 << 20;

    /// <summary>How deep a tree may be.</summary>
    public const int MaxHeight = 400;

    /// <summary>How many errors are told; the rest are dropped.</summary>
    public const int MaxDiagnostics = 100;

    /// <summary>Reads and checks a query.</summary>
    /// <param name="text">The query.</param>
    /// <param name="options">What of the language is taken; null: the stable one.</param>
    /// <param name="patterns">What regular expressions may cost where several queries are one request; null: a budget for this one.</param>
    public static PromqlParseResult Parse(string text, PromqlSyntaxOptions? options = null, LabelPatternBudget? patterns = null)
    {
        if (text.Length > MaxLength)
        {
            var tooLong = new PromqlDiagnostic(new TextSpan(0, 0), $"query longer than {MaxLength} characters");
            return new PromqlParseResult(text, new ErrorExpression(), [tooLong]);
        }

        var reading = new ExpressionReader(text, Lexer.Read(text), patterns ?? new LabelPatternBudget());
        Expression tree = reading.ReadAll();
        if (reading.Diagnostics.Count < MaxDiagnostics)
        {
            new TypeChecker(options ?? PromqlSyntaxOptions.Stable, reading.Diagnostics).Check(tree);
        }

        PromqlDiagnostic[] diagnostics = [.. reading.Diagnostics.OrderBy(static found => found.Span.Start)];
        return new PromqlParseResult(text, tree, diagnostics);
    }
}
