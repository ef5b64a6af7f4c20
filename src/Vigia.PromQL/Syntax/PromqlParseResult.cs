using Vigia.Model.Queries;
using Vigia.PromQL.Syntax.Tree;

namespace Vigia.PromQL.Syntax;

/// <summary>
/// What came of a query's text: always a tree, with <see cref="ErrorExpression"/> where something is missing, and every error found.
/// </summary>
public sealed record PromqlParseResult(string Text, Expression Tree, IReadOnlyList<PromqlDiagnostic> Diagnostics)
{
    /// <summary>Whether the tree cannot be evaluated.</summary>
    public bool HasErrors => Diagnostics.Count > 0;

    /// <summary>The tree.</summary>
    /// <exception cref="QueryException">The text has errors; the first one is said.</exception>
    public Expression Require()
    {
        if (!HasErrors)
        {
            return Tree;
        }

        PromqlDiagnostic first = Diagnostics[0];
        throw new QueryException(QueryErrorKind.BadData, first.Format(Text), first.Span.Start);
    }
}
