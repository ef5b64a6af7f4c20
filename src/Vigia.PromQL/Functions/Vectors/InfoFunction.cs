using Vigia.Model.Labels;
using Vigia.Model.Metrics;
using Vigia.Model.Queries;
using Vigia.PromQL.Engine.Columns;
using Vigia.PromQL.Engine.Evaluation;
using Vigia.PromQL.Engine.Reading;
using Vigia.PromQL.Syntax.Tree;

namespace Vigia.PromQL.Functions.Vectors;

/// <summary>
/// <c>info</c>: adds the data labels of info metrics, by default <c>target_info</c>, that have the same <c>instance</c> and <c>job</c>.
/// </summary>
internal static class InfoFunction
{
    private const string DefaultMetric = "target_info";
    private static readonly string[] Identifying = [LabelNames.Instance, LabelNames.Job];

    public static SeriesSource Evaluate(Evaluator evaluator, CallExpression call)
    {
        IReadOnlyList<Column> columns = evaluator.Columns(call.Arguments[0]);
        IReadOnlyList<LabelMatcher> matchers = call.Arguments.Count > 1 ? ((VectorSelector)call.Arguments[1].WithoutParens()).Matchers : [];
        LabelMatcher[] names = [.. matchers.Where(static matcher => matcher.Name == LabelNames.MetricName)];
        LabelMatcher[] data = [.. matchers.Where(static matcher => matcher.Name != LabelNames.MetricName)];
        if (names.Length == 0)
        {
            names = [new LabelMatcher(MatchKind.Equal, LabelNames.MetricName, DefaultMetric)];
        }
        else if (Array.TrueForAll(names, static matcher => matcher.Kind is MatchKind.NotEqual or MatchKind.NotRegex))
        {
            // What it must not be called says nothing of what an info metric is called.
            names = [.. names, new LabelMatcher(MatchKind.Regex, LabelNames.MetricName, ".+_info")];
        }

        Column[] targets = [.. columns.Where(column => !Array.TrueForAll(names, matcher => matcher.Matches(column.Labels.MetricName)))];
        Dictionary<(string Metric, LabelSet Identity), List<(LabelSet Labels, Column Times)>> infos = targets.Length == 0 ? [] : Read(evaluator, targets, names, data);
        var results = new List<Column>();
        string[] metrics = [.. infos.Keys.Select(static key => key.Metric).Distinct()];
        foreach (Column column in columns)
        {
            if (Array.IndexOf(targets, column) < 0)
            {
                // An info metric explains itself.
                results.Add(column);
                continue;
            }

            Enrich(column, infos, metrics, data, results);
        }

        return new ColumnSource(SeriesMerge.Merge(results));
    }

    private static Dictionary<(string Metric, LabelSet Identity), List<(LabelSet Labels, Column Times)>> Read(
        Evaluator evaluator, Column[] targets, LabelMatcher[] names, LabelMatcher[] data)
    {
        var matchers = new List<LabelMatcher>(names);
        matchers.AddRange(data);
        foreach (string label in Identifying)
        {
            string[] values = [.. targets.Select(column => column.Labels[label]).Distinct()];
            matchers.Add(new LabelMatcher(MatchKind.Regex, label, string.Join('|', values.Select(EscapePattern))));
        }

        var selector = new VectorSelector { Matchers = matchers };
        if (evaluator.Columns(selector).Any(static column => column.Histograms is not null))
        {
            throw new QueryException(QueryErrorKind.Execution, "info sample should be float");
        }

        SeriesSource times = evaluator.Select(selector, givesTimestamps: true);
        var infos = new Dictionary<(string, LabelSet), List<(LabelSet, Column)>>();
        foreach (Column column in evaluator.Materialize(times))
        {
            (string, LabelSet) key = (column.Labels.MetricName, column.Labels.Keep(Identifying));
            if (!infos.TryGetValue(key, out List<(LabelSet, Column)>? list))
            {
                infos[key] = list = [];
            }

            list.Add((column.Labels, column));
        }

        return infos;
    }

    private static string EscapePattern(string value)
    {
        var text = new System.Text.StringBuilder(value.Length);
        foreach (char c in value)
        {
            text.Append("\\.+*?()|[]{}^$".Contains(c, StringComparison.Ordinal) ? "\\" : "").Append(c);
        }

        return text.ToString();
    }

    private static void Enrich(
        Column column, Dictionary<(string Metric, LabelSet Identity), List<(LabelSet Labels, Column Times)>> infos, string[] metrics,
        LabelMatcher[] data, List<Column> results)
    {
        LabelSet identity = column.Labels.Keep(Identifying);
        var byLabels = new Dictionary<LabelSet, Column>();
        for (int step = StepBits.Next(column.Present, 0); step >= 0; step = StepBits.Next(column.Present, step + 1))
        {
            var added = new Dictionary<string, string>();
            bool isFound = false;
            foreach (string metric in metrics)
            {
                if (identity.Count > 0 && infos.TryGetValue((metric, identity), out List<(LabelSet Labels, Column Times)>? candidates)
                    && Newest(candidates, step, metric) is { } info)
                {
                    isFound = true;
                    Collect(info, column.Labels, data, added);
                }
            }

            // A label that must have a value, and no info metric that gives it one.
            if (!isFound && Array.Exists(data, static matcher => !matcher.MatchesEmpty))
            {
                continue;
            }

            LabelSet labels = column.Labels;
            foreach ((string name, string value) in added)
            {
                labels = labels.With(name, value);
            }

            if (!byLabels.TryGetValue(labels, out Column? result))
            {
                byLabels[labels] = result = new Column(column.Steps) { Labels = labels, DropsName = column.DropsName };
                results.Add(result);
            }

            result.SetFrom(column, step);
        }
    }

    private static LabelSet? Newest(List<(LabelSet Labels, Column Times)> candidates, int step, string metric)
    {
        LabelSet? newest = null;
        double newestTime = double.NegativeInfinity;
        foreach ((LabelSet labels, Column times) in candidates)
        {
            if (!times.Has(step))
            {
                continue;
            }

            if (times.Values[step] == newestTime)
            {
                throw new QueryException(
                    QueryErrorKind.Execution, $"found duplicate series for info metric {metric}: {newest} and {labels}");
            }

            if (times.Values[step] > newestTime)
            {
                (newest, newestTime) = (labels, times.Values[step]);
            }
        }

        return newest;
    }

    private static void Collect(LabelSet info, LabelSet target, LabelMatcher[] data, Dictionary<string, string> added)
    {
        foreach (Label label in info.Span)
        {
            bool isWanted = label.Name != LabelNames.MetricName && !target.Contains(label.Name)
                && (data.Length == 0 || Array.Exists(data, matcher => matcher.Name == label.Name));
            if (!isWanted)
            {
                continue;
            }

            if (!added.TryAdd(label.Name, label.Value) && added[label.Name] != label.Value)
            {
                throw new QueryException(QueryErrorKind.Execution, $"conflicting label: {label.Name}");
            }
        }
    }
}
