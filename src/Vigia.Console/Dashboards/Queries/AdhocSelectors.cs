using System.Text;
using Vigia.Console.Dashboards.Model;
using Vigia.Model.Labels;
using Vigia.PromQL.Syntax;
using Vigia.PromQL.Syntax.Tree;

namespace Vigia.Console.Dashboards.Queries;

/// <summary>Puts ad hoc filters on every selector of an expression. One that does not parse stays as it is: its evaluation says why.</summary>
internal static class AdhocSelectors
{
    public static string Apply(string expression, IReadOnlyList<AdhocFilter> filters)
    {
        string matchers = Matchers(filters);
        if (matchers.Length == 0 || PromqlParser.Parse(expression) is not { HasErrors: false } parsed)
        {
            return expression;
        }

        var selectors = new List<VectorSelector>();
        Collect(parsed.Tree, selectors);
        var text = new StringBuilder(expression);
        foreach (VectorSelector selector in selectors.OrderByDescending(static one => one.Span.Start))
        {
            // The name, if any, stands before the braces; without braces they are added after it.
            int at = selector.Span.Start;
            while (at < selector.Span.End && (char.IsAsciiLetterOrDigit(expression[at]) || expression[at] is '_' or ':'))
            {
                at++;
            }

            int brace = at;
            while (brace < expression.Length && char.IsWhiteSpace(expression[brace]))
            {
                brace++;
            }

            bool hasBraces = brace < selector.Span.End && expression[brace] == '{';
            text.Insert(hasBraces ? brace + 1 : at, hasBraces ? matchers + "," : "{" + matchers + "}");
        }

        return text.ToString();
    }

    private static string Matchers(IReadOnlyList<AdhocFilter> filters)
    {
        var text = new StringBuilder();
        foreach (AdhocFilter filter in filters)
        {
            if (filter.Key.Length == 0 || filter.Operator is not ("=" or "!=" or "=~" or "!~"))
            {
                continue;
            }

            text.Append(text.Length == 0 ? "" : ",");
            QuotedText.AppendName(text, filter.Key).Append(filter.Operator);
            QuotedText.Append(text, filter.Value);
        }

        return text.ToString();
    }

    private static void Collect(Expression expression, List<VectorSelector> found)
    {
        if (expression is VectorSelector selector)
        {
            found.Add(selector);
        }

        foreach (Expression child in expression.Children)
        {
            Collect(child, found);
        }
    }
}
