using Vigia.Console.Dashboards.Queries;
using Vigia.Console.Dashboards.Sharing;
using Vigia.Console.Dashboards.Templating;
using Vigia.Model.Labels;
using Vigia.Model.Metrics;
using Vigia.Model.Queries;
using Vigia.PromQL.Syntax;
using Vigia.PromQL.Syntax.Tree;

namespace Vigia.Console.Dashboards.Variables;

/// <summary>Asks the store for a query variable's values. Thread-safe.</summary>
internal sealed class VariableSource(IMetricCatalog catalog, SharedQueries queries)
{
    /// <summary>The values before regex and sort.</summary>
    /// <exception cref="QueryException">The query fails.</exception>
    /// <exception cref="TemplateException">A selector in it is none.</exception>
    public async Task<IReadOnlyList<string>> ReadAsync(string text, QueryRange range, int limit, CancellationToken cancellationToken)
    {
        VariableQuery query = VariableQuery.Parse(text);
        switch (query.Kind)
        {
            case VariableQueryKind.LabelValues:
                return catalog.LabelValues(query.Label, Selectors(query.Argument), range.From, range.To, limit, cancellationToken);
            case VariableQueryKind.LabelNames:
                return catalog.LabelNames(Selectors(query.Argument), range.From, range.To, limit, cancellationToken);
            case VariableQueryKind.Metrics:
                return Metrics(query.Argument, range, limit, cancellationToken);
            case VariableQueryKind.Result:
                return await ResultAsync(query.Argument, range, limit, cancellationToken);
            default:
                return query.Argument.Length == 0
                    ? []
                    : [.. catalog.Series(Selectors(query.Argument), range.From, range.To, limit, cancellationToken).Select(static series => series.ToString())];
        }
    }

    private string[] Metrics(string expression, QueryRange range, int limit, CancellationToken cancellationToken)
    {
        if (expression is not "" && PatternText.Parse(expression) is null)
        {
            throw new TemplateException($"'{expression}' is no expression that is understood here.");
        }

        System.Text.RegularExpressions.Regex? pattern = expression.Length == 0 ? null : PatternText.Parse(expression);
        IReadOnlyList<string> names = catalog.LabelValues(LabelNames.MetricName, [], range.From, range.To, 0, cancellationToken);
        return [.. names.Where(name => pattern is null || PatternText.IsMatch(pattern, name)).Take(limit)];
    }

    private async Task<IReadOnlyList<string>> ResultAsync(string expression, QueryRange range, int limit, CancellationToken cancellationToken)
    {
        QueryAnswer answer = await queries.EvaluateAsync(SharedQueryKey.Instant(expression, range.To), new QueryOptions { Limit = limit }, cancellationToken);
        return answer.Value switch
        {
            VectorValue vector => [.. vector.Samples.Select(static sample => $"{sample.Labels} {SampleText.Format(sample.Value)} {sample.Timestamp}")],
            ScalarValue scalar => [$"{{}} {SampleText.Format(scalar.Value)} {scalar.Timestamp}"],
            _ => [],
        };
    }

    private static IReadOnlyList<IReadOnlyList<LabelMatcher>> Selectors(string text)
    {
        if (text.Length == 0 || text == "{}")
        {
            return [];
        }

        PromqlParseResult parsed = PromqlParser.Parse(text);
        if (parsed.HasErrors)
        {
            throw new TemplateException(parsed.Diagnostics[0].Format(text));
        }

        return parsed.Tree is VectorSelector selector ? [selector.Matchers] : throw new TemplateException($"'{text}' is no series selector.");
    }
}
