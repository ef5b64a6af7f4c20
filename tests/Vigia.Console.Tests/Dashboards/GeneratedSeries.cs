using System.Text.RegularExpressions;
using Vigia.Console.Dashboards.Model;
using Vigia.Console.Dashboards.Templating;
using Vigia.Console.Dashboards.Variables;
using Vigia.Model.Labels;
using Vigia.PromQL.Syntax;
using Vigia.PromQL.Syntax.Tree;

namespace Vigia.Console.Tests.Dashboards;

/// <summary>Makes series that a dashboard's queries select: for each selector one that satisfies it, histograms with buckets.</summary>
internal static class GeneratedSeries
{
    private static readonly string[] Bounds = ["0.1", "1", "10", "+Inf"];

    /// <summary>The series of a dashboard.</summary>
    /// <param name="dashboard">Whose.</param>
    /// <param name="any">The value of labels that no query asks a value of. Dashboards that share a store have one each, or their series would match twice.</param>
    public static IReadOnlySet<LabelSet> For(Dashboard dashboard, string any = "v1")
    {
        var selectors = new List<VectorSelector>();
        var names = new HashSet<string>(StringComparer.Ordinal) { "instance", "job" };
        var chosen = new HashSet<string>(names, StringComparer.Ordinal);
        foreach (string expression in Expressions(dashboard))
        {
            Collect(PromqlParser.Parse(Filled(expression, any)).Tree, selectors);
        }

        foreach (DashboardVariable variable in dashboard.Variables.Where(static one => one.Kind == VariableKind.Query))
        {
            VariableQuery query = VariableQuery.Parse(Filled(variable.Query, any));
            names.Add(query.Label.Length > 0 ? query.Label : "job");
            chosen.Add(query.Label);
            if (query.Argument.Length > 0)
            {
                Collect(PromqlParser.Parse(query.Argument).Tree, selectors);
            }
        }

        names.UnionWith(selectors.SelectMany(static one => one.Matchers).Select(static matcher => matcher.Name));
        names.ExceptWith([LabelNames.MetricName, "le", "quantile"]);

        // What one selector asks of a label that variables choose from holds for all series, so that any choice selects them.
        var defaults = names.ToDictionary(static name => name, _ => any, StringComparer.Ordinal);
        foreach (LabelMatcher matcher in selectors.SelectMany(static one => one.Matchers).Where(matcher => chosen.Contains(matcher.Name) && defaults.GetValueOrDefault(matcher.Name) == any))
        {
            defaults[matcher.Name] = Value(matcher, any);
        }

        // A second series of an info metric would match twice.
        return selectors.DistinctBy(static one => one.Name.EndsWith("_info", StringComparison.Ordinal) ? one.Name : one.Span + one.ToString()).SelectMany(selector => Of(selector, defaults, any)).ToHashSet();
    }

    private static IEnumerable<string> Expressions(Dashboard dashboard) =>
        dashboard.AllPanels.SelectMany(static panel => panel.Targets).Select(static target => target.Expression).Where(static text => text.Length > 0);

    /// <summary>Variables as some value, durations as five minutes.</summary>
    private static string Filled(string text, string any) => TemplateText.Expand(
        text,
        reference => reference.Name.StartsWith("__", StringComparison.Ordinal) || reference.Name.Contains("nterval", StringComparison.Ordinal) ? "5m" : any,
        tracksQuotes: false);

    private static IEnumerable<LabelSet> Of(VectorSelector selector, Dictionary<string, string> defaults, string any)
    {
        var labels = new Dictionary<string, string>(defaults, StringComparer.Ordinal);
        foreach (LabelMatcher matcher in selector.Matchers.Where(matcher => matcher.Value != any))
        {
            labels[matcher.Name] = Value(matcher, labels.GetValueOrDefault(matcher.Name, any));
        }

        if (labels.GetValueOrDefault(LabelNames.MetricName, "").Length == 0)
        {
            yield break;
        }

        bool isHistogram = labels[LabelNames.MetricName].EndsWith("_bucket", StringComparison.Ordinal);
        foreach (string bound in isHistogram ? Bounds : [""])
        {
            if (isHistogram)
            {
                labels["le"] = bound;
            }

            yield return LabelSet.From(labels.Where(static pair => pair.Value.Length > 0).Select(static pair => new Label(pair.Key, pair.Value)));
        }
    }

    private static string Value(LabelMatcher matcher, string value)
    {
        if (matcher.Kind == MatchKind.Equal)
        {
            return matcher.Value;
        }

        string first = Regex.Replace(matcher.Value.Split('|')[0], @"[\^$()\\?:]|\.[*+]", "");
        return new[] { value, first, "x" + first, first + "x", "2xx", "200", "500", "/x", "" }.FirstOrDefault(matcher.Matches) ?? value;
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
