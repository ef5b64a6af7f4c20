using Vigia.Model.Labels;
using Vigia.PromQL.Syntax;
using Vigia.PromQL.Syntax.Tree;

namespace Vigia.Server.QueryApi;

/// <summary>Reads <c>match[]</c> and takes the selectors out of queries.</summary>
internal static class SelectorParser
{
    /// <summary>One list of matchers for each parameter.</summary>
    /// <exception cref="ApiException">One is no selector, or selects everything.</exception>
    public static IReadOnlyList<IReadOnlyList<LabelMatcher>> OfMatches(IReadOnlyList<string> texts)
    {
        var all = new List<IReadOnlyList<LabelMatcher>>(texts.Count);
        var patterns = new LabelPatternBudget();
        foreach (string text in texts)
        {
            PromqlParseResult parsed = PromqlParser.Parse(text, patterns: patterns);
            if (parsed.HasErrors)
            {
                throw ApiException.Invalid("match[]", parsed.Diagnostics[0].Format(text));
            }

            if (parsed.Tree is not VectorSelector selector || selector.Time != TimeModifiers.None)
            {
                throw ApiException.Invalid("match[]", $"{QuotedText.Quote(text)} is no series selector");
            }

            if (selector.Matchers.All(static matcher => matcher.MatchesEmpty))
            {
                throw ApiException.BadData("match[] must contain at least one non-empty matcher");
            }

            all.Add(selector.Matchers);
        }

        return all;
    }

    /// <summary>The matchers of every selector in a query.</summary>
    /// <exception cref="ApiException">The query does not parse.</exception>
    public static IReadOnlyList<IReadOnlyList<LabelMatcher>> OfQuery(string parameter, string query)
    {
        PromqlParseResult parsed = PromqlParser.Parse(query);
        if (parsed.HasErrors)
        {
            throw ApiException.Invalid(parameter, parsed.Diagnostics[0].Format(query));
        }

        var all = new List<IReadOnlyList<LabelMatcher>>();
        Collect(parsed.Tree, all);
        return all;
    }

    private static void Collect(Expression expression, List<IReadOnlyList<LabelMatcher>> found)
    {
        if (expression is VectorSelector selector)
        {
            found.Add(selector.Matchers);
        }

        foreach (Expression child in expression.Children)
        {
            Collect(child, found);
        }
    }
}
