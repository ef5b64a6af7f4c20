using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Vigia.Model.Labels;
using Vigia.PromQL.Engine;
using Vigia.PromQL.Scripts;
using Vigia.Server.Alerting.Rules.Evaluation;
using Vigia.Server.Alerting.Rules.Reading;
using Vigia.Server.Alerting.Rules.UnitTests;
using Vigia.Server.Alerting.Rules.UnitTests.Model;
using Vigia.Testing;
using Xunit;

namespace Vigia.Interop.Tests.Rules;

/// <summary>
/// Templates filled here and by Prometheus: what came out here is what <c>promtool test rules</c> is told to expect.
/// </summary>
public sealed partial class TemplateOracleTests
{
    private const string Definitions = "{{$labels := .Labels}}{{$externalLabels := .ExternalLabels}}{{$externalURL := .ExternalURL}}{{$value := .Value}}";

    [Fact]
    public async Task Fill_EveryTemplate_WritesWhatPrometheusWrites()
    {
        string[] templates = [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Rules", "templates.txt")).Where(static line => line.Length > 0 && line[0] != '#')];
        Assert.True(templates.Length > 100, $"only {templates.Length} templates");
        var rules = new StringBuilder("groups:\n- name: g\n  rules:\n  - alert: A\n    expr: x\n    annotations:\n");
        for (int i = 0; i < templates.Length; i++)
        {
            rules.Append(CultureInfo.InvariantCulture, $"      t{i:000}: {QuotedText.Quote(templates[i])}\n");
        }

        IReadOnlyList<Label> filled = await FillAsync(rules.ToString());
        var tests = new StringBuilder(
            """
            rule_files: [r.yml]
            evaluation_interval: 1m
            tests:
            - interval: 1m
              external_labels: {region: eu}
              external_url: http://monitor/x
              input_series:
              - {series: 'x{job="j",a="1"}', values: '1.5x3'}
              - {series: 'y{instance="b:9090"}', values: '1234567x3'}
              - {series: 'y{instance="a:9090"}', values: '0.00012x3'}
              alert_rule_test:
              - eval_time: 1m
                alertname: A
                exp_alerts:
                - exp_labels: {job: j, a: "1"}
                  exp_annotations:

            """);
        foreach (Label annotation in filled)
        {
            // Prometheus sets the variables by a text before the template, which its columns count too.
            string expected = Place().Replace(annotation.Value, static place => $"__alert_A:1:{int.Parse(place.Groups[1].ValueSpan, CultureInfo.InvariantCulture) + Definitions.Length}:");
            tests.Append(CultureInfo.InvariantCulture, $"        {annotation.Name}: {QuotedText.Quote(expected)}\n");
        }

        using var folder = new TemporaryDirectory();
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "r.yml"), rules.ToString(), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "t.yml"), tests.ToString(), TestContext.Current.CancellationToken);
        ExternalResult result = await ExternalProcess.RunAsync("promtool", ["test", "rules", "t.yml"], workingDirectory: folder.Path, cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(result.ExitCode == 0, Difference(result.Error, templates));
    }

    private static async Task<IReadOnlyList<Label>> FillAsync(string rules)
    {
        InputSeries Series(string text)
        {
            (LabelSet labels, IReadOnlyList<SequenceValue> values) = SeriesNotation.Parse(text);
            return new InputSeries(labels, values);
        }

        var store = new UnitTestStore(new UnitTest
        {
            Name = "",
            Line = 1,
            Interval = TimeSpan.FromMinutes(1),
            Series = [Series("x{job=\"j\",a=\"1\"} 1.5x3"), Series("y{instance=\"b:9090\"} 1234567x3"), Series("y{instance=\"a:9090\"} 0.00012x3")],
            AlertTests = [],
            QueryTests = [],
        });
        store.LoadUntil(60_000);
        using var engine = new PromqlEngine(store.Source);
        var options = new RuleEvaluationOptions { ExternalLabels = LabelSet.Of(("region", "eu")), ExternalAddress = "http://monitor/x" };
        var group = new RuleGroupEvaluation(RuleFileReader.Stable.Read(rules, "r.yml").Groups[0], options, engine, store, TimeProvider.System);
        await group.EvaluateAsync(DateTimeOffset.UnixEpoch.AddMinutes(1), TestContext.Current.CancellationToken);
        Assert.Null(group.Rules[0].Outcome.Error);
        return ((AlertingEvaluation)group.Rules[0]).Alerts[0].Annotations;
    }

    [GeneratedRegex("__alert_A:1:([0-9]+):")]
    private static partial Regex Place();

    /// <summary>The annotations that promtool shows differently, with their templates.</summary>
    private static string Difference(string error, string[] templates)
    {
        string[][] lines = [.. error.Split('\n').Where(static line => line.Contains("Annotations:", StringComparison.Ordinal)).Select(static line => line.Split(", t"))];
        if (lines.Length != 2)
        {
            return error;
        }

        return string.Join('\n', lines[0].Zip(lines[1]).Where(static pair => pair.First != pair.Second)
            .Select(pair => $"{templates[int.Parse(pair.First.AsSpan(pair.First.IndexOf('=', StringComparison.Ordinal) - 3, 3), CultureInfo.InvariantCulture)]}\n  here:  {pair.First}\n  there: {pair.Second}"));
    }
}
