using Vigia.Console.Dashboards.Templating;
using Vigia.Model.Labels;
using Vigia.Model.Metrics;
using Vigia.PromQL.Syntax;
using Vigia.PromQL.Syntax.Tree;

namespace Vigia.Console.Dashboards.Queries;

/// <summary>Finds exemplars of the series that an expression selects. Thread-safe.</summary>
internal sealed class ExemplarQueries(IMetricCatalog catalog)
{
    /// <summary>Exemplars of one query; more would only hide each other.</summary>
    private const int MaxExemplars = 500;

    private static readonly string[] TraceLabels = ["trace_id", "traceID", "traceId", "TraceID"];

    public IReadOnlyList<PanelExemplar> Find(string refId, string expression, QueryRange range, CancellationToken cancellationToken)
    {
        PromqlParseResult parsed = PromqlParser.Parse(expression);
        var selectors = new List<IReadOnlyList<LabelMatcher>>();
        Collect(parsed.Tree, selectors);
        if (parsed.HasErrors || selectors.Count == 0)
        {
            return [];
        }

        var found = new List<PanelExemplar>();
        foreach (SeriesExemplars series in catalog.Exemplars(selectors, range.From, range.To, cancellationToken))
        {
            foreach (Exemplar exemplar in series.Exemplars)
            {
                if (found.Count == MaxExemplars)
                {
                    return found;
                }

                string? trace = TraceLabels.Select(name => exemplar.Labels[name]).FirstOrDefault(static value => value.Length > 0);
                found.Add(new PanelExemplar(refId, exemplar.Timestamp, exemplar.Value, trace, exemplar.Labels));
            }
        }

        return found;
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
