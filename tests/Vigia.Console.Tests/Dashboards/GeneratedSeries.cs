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
    private const string AnyValue = "v1";

    private static readonly string[] Bounds = ["0.1", "1", "10", "+Inf"];

    public static IReadOnlySet<LabelSet> For(Dashboard dashboard)
    {
        var selectors = new List<VectorSelector>();
        var names = new HashSet<string>(StringComparer.Ordinal) { "instance", "job" };
        var chosen = new HashSet<string>(names, StringComparer.Ordinal);
        foreach (string expression in Expressions(dashboard))
        {
            Collect(PromqlParser.Parse(Filled(expression)).Tree, selectors);
        }

        foreach (DashboardVariable variable in dashboard.Variables.Where(static one => one.Kind == VariableKind.Query))
        {
            VariableQuery query = VariableQuery.Parse(Filled(variable.Query));
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
        var defaults = names.ToDictionary(static name => name, static _ => AnyValue, StringComparer.Ordinal);
        foreach (LabelMatcher matcher in selectors.SelectMany(static one => one.Matchers).Where(matcher => chosen.Contains(matcher.Name) && defaults.GetValueOrDefault(matcher.Name) == AnyValue))
        {
            defaults[matcher.Name] = Value(matcher, AnyValue);
        }

        // A second series of an info metric would match twice.
        return selectors.DistinctBy(static one => one.Name.EndsWith("_info", StringComparison.Ordinal) ? one.Name : one.Span + one.ToString()).SelectMany(selector => Of(selector, defaults)).ToHashSet();
    }

    private static IEnumerable<string> Expressions(Dashboard dashboard) =>
        dashboard.AllPanels.SelectMany(static panel => panel.Targets).Select(static target => target.Expression).Where(static text => text.Length > 0);

    /// <summary>Variables as some value, durations as five minutes.</summary>
    private static string Filled(string text) => TemplateText.Expand(
        text,
        static reference => reference.Name.StartsWith("__", StringComparison.Ordinal) || reference.Name.Contains("nterval", StringComparison.Ordinal) ? "5m" : AnyValue,
        tracksQuotes: false);

    private static IEnumerable<LabelSet> Of(VectorSelector selector, Dictionary<string, string> defaults)
    {
        var labels = new Dictionary<string, string>(defaults, StringComparer.Ordinal);
        foreach (LabelMatcher matcher in selector.Matchers.Where(static matcher => matcher.Value != AnyValue))
        {
            labels[matcher.Name] = Value(matcher, labels.GetValueOrDefault(matcher.Name, AnyValue));
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
