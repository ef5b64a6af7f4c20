using Vigia.Model.Labels;
using Vigia.PromQL.Scripts;
using Vigia.Server.Alerting.Rules.Reading;
using Vigia.Server.Alerting.Rules.UnitTests.Model;
using Vigia.Server.Configuration.Reading;
using YamlDotNet.RepresentationModel;

namespace Vigia.Server.Alerting.Rules.UnitTests;

/// <summary>Reads files of unit tests. All errors of a file are found at once, each with its line.</summary>
/// <remarks>https://prometheus.io/docs/prometheus/latest/configuration/unit_testing_rules/.</remarks>
internal static class UnitTestFileReader
{
    private static readonly TimeSpan DefaultInterval = TimeSpan.FromMinutes(1);

    /// <summary>Reads a text.</summary>
    /// <param name="text">The YAML.</param>
    /// <param name="path">The path that errors name.</param>
    /// <exception cref="ConfigurationException">It is refused.</exception>
    public static UnitTestFile Read(string text, string path)
    {
        var issues = new IssueList(path);
        YamlMappingNode root = RuleYaml.Read(text, path, issues);
        var section = new MappingReader(root, issues, Path.GetDirectoryName(Path.GetFullPath(path))!);
        TimeSpan interval = Interval(section, "evaluation_interval", DefaultInterval);
        var file = new UnitTestFile
        {
            Path = path,
            RuleFiles = RuleFiles(section),
            EvaluationInterval = interval,
            GroupOrder = section.Texts("group_eval_order"),
            IsFuzzy = section.Boolean("fuzzy_compare") ?? false,
            Tests = [.. section.Mappings("tests").Select(test => ReadTest(test, interval))],
        };
        foreach (string name in file.GroupOrder.GroupBy(static name => name).Where(static names => names.Count() > 1).Select(static names => names.Key))
        {
            section.Error("group_eval_order", $"group name repeated in evaluation order: {name}");
        }

        section.Finish("the file of tests");
        return issues.HasErrors ? throw new ConfigurationException(issues.Issues) : file;
    }

    private static List<(string Pattern, int Line)> RuleFiles(MappingReader section)
    {
        IReadOnlyList<string> patterns = section.Texts("rule_files");
        YamlNode[] nodes = section.Find("rule_files") is YamlSequenceNode list ? [.. list.Children.Where(static node => node is YamlScalarNode)] : [];
        return [.. patterns.Zip(nodes, static (pattern, node) => (pattern, (int)node.Start.Line))];
    }

    private static UnitTest ReadTest(MappingReader section, TimeSpan evaluationInterval)
    {
        var test = new UnitTest
        {
            Name = section.Text("name", ""),
            Line = (int)section.Node.Start.Line,
            Interval = Interval(section, "interval", evaluationInterval),
            Start = Start(section),
            Series = [.. section.Mappings("input_series").Select(ReadSeries)],
            AlertTests = [.. section.Mappings("alert_rule_test").Select(ReadAlertTest)],
            QueryTests = [.. section.Mappings("promql_expr_test").Select(ReadQueryTest)],
            ExternalLabels = section.Labels("external_labels"),
            ExternalAddress = section.Text("external_url", ""),
        };
        section.Finish("a test");
        return test;
    }

    private static TimeSpan Interval(MappingReader section, string key, TimeSpan fallback) =>
        section.Duration(key) is { } interval && interval > TimeSpan.Zero ? interval : fallback;

    private static long Start(MappingReader section)
    {
        string? text = section.Text("start_timestamp");
        if (text is null)
        {
            return 0;
        }

        if (TestTime.TryParse(text, out long time))
        {
            return time;
        }

        section.Error("start_timestamp", $"cannot parse \"{text}\" to a valid timestamp; write seconds since 1970 or 2024-01-01T00:00:00Z");
        return 0;
    }

    private static InputSeries ReadSeries(MappingReader section)
    {
        string series = section.Text("series", "");
        string values = section.Text("values", "");
        section.Finish("an input series");
        try
        {
            return new InputSeries(SeriesNotation.ParseSeries(series), SeriesNotation.ParseValues(values));
        }
        catch (ScriptException exception)
        {
            section.Issues.Error(section.Node, $"input series {QuotedText.Quote(series)}: {exception.Message}");
            return new InputSeries(LabelSet.Empty, []);
        }
    }

    private static AlertTest ReadAlertTest(MappingReader section)
    {
        string name = section.Text("alertname", "");
        TimeSpan time = section.Duration("eval_time") ?? TimeSpan.Zero;
        var expected = new List<ExpectedAlert>();
        foreach (MappingReader alert in section.Mappings("exp_alerts"))
        {
            LabelSet labels = alert.Labels("exp_labels").With(Evaluation.AlertLabels.Name, name);
            Label[] annotations = [.. alert.Pairs("exp_annotations").Select(static pair => new Label(pair.Key, pair.Value)).OrderBy(static label => label.Name, StringComparer.Ordinal)];
            expected.Add(new ExpectedAlert(labels, annotations));
            alert.Finish("an expected alert");
        }

        section.Finish("an alert test");
        return new AlertTest((int)section.Node.Start.Line, time, name, expected);
    }

    private static QueryTest ReadQueryTest(MappingReader section)
    {
        string query = section.Text("expr", "");
        TimeSpan time = section.Duration("eval_time") ?? TimeSpan.Zero;
        var expected = new List<ExpectedSample>();
        string? error = null;
        foreach (MappingReader sample in section.Mappings("exp_samples"))
        {
            string labels = sample.Text("labels", "");
            try
            {
                expected.Add(ReadSample(sample, labels));
            }
            catch (ScriptException exception)
            {
                error ??= $"labels {QuotedText.Quote(labels)}: {exception.Message}";
            }

            sample.Finish("an expected sample");
        }

        section.Finish("a query test");
        return new QueryTest((int)section.Node.Start.Line, query, time, error is null ? expected : null, error);
    }

    private static ExpectedSample ReadSample(MappingReader section, string labels)
    {
        string histogram = section.Text("histogram", "");
        string text = section.Text("value", "0");
        if (!TestNumber.TryParse(text, out double value))
        {
            section.Error("value", $"value: not a number: \"{text}\"");
        }

        LabelSet series = labels.Length == 0 ? LabelSet.Empty : SeriesNotation.ParseSeries(labels);
        if (histogram.Length == 0)
        {
            return new ExpectedSample(series, value, "");
        }

        IReadOnlyList<SequenceValue> values = SeriesNotation.ParseValues(histogram);
        return values switch
        {
            [{ Histogram: { } found }] => new ExpectedSample(series, 0, Text.HistogramNotationText.Format(found)),
            [_] => throw new ScriptException($"expected histogram, got {histogram}"),
            _ => throw new ScriptException($"expected 1 value, got {values.Count}"),
        };
    }
}
