using Vigia.Model.Labels;
using Vigia.Model.Metrics;
using Vigia.Model.Queries;
using Vigia.PromQL.Engine;
using Vigia.PromQL.Scripts;
using Vigia.Server.Alerting.Rules.Evaluation;
using Vigia.Server.Alerting.Rules.Reading;
using Vigia.Server.Alerting.Rules.UnitTests;
using Vigia.Server.Alerting.Rules.UnitTests.Model;
using Xunit;

namespace Vigia.Server.Tests.Alerting.Rules;

/// <summary>Groups over a real engine and a store in memory.</summary>
public sealed class RuleGroupEvaluationTests : IDisposable
{
    private readonly UnitTestStore _store;
    private readonly PromqlEngine _engine;

    public RuleGroupEvaluationTests()
    {
        _store = new UnitTestStore(new UnitTest { Name = "", Line = 1, Interval = TimeSpan.FromMinutes(1), Series = [], AlertTests = [], QueryTests = [] });
        _engine = new PromqlEngine(_store.Source);
    }

    public void Dispose() => _engine.Dispose();

    private static DateTimeOffset At(int minutes) => DateTimeOffset.UnixEpoch.AddMinutes(minutes);

    private void Load(string series) => _store.Source.Add(SeriesNotation.Parse(series).Series, SeriesNotation.Parse(series).Values, 0, 60_000);

    private RuleGroupEvaluation Group(string rules, RuleEvaluationOptions? options = null)
    {
        string text = $"groups:\n- name: g\n{rules}";
        return new RuleGroupEvaluation(RuleFileReader.Stable.Read(text, "r.yml").Groups[0], options ?? new RuleEvaluationOptions(), _engine, _store, TimeProvider.System);
    }

    private async Task<string> QueryAsync(string query, int minutes)
    {
        QueryAnswer answer = await _engine.EvaluateAsync(query, At(minutes).ToUnixTimeMilliseconds(), new QueryOptions(), TestContext.Current.CancellationToken);
        return string.Join("; ", ((VectorValue)answer.Value).Samples.OrderBy(static sample => sample.Labels).Select(static sample => $"{sample.Labels} {SampleText.Format(sample.Value)}"));
    }

    private static Task EvaluateAsync(RuleGroupEvaluation group, int minutes) => group.EvaluateAsync(At(minutes), TestContext.Current.CancellationToken);

    [Fact]
    public async Task Evaluate_RecordingRules_SeeWhatThoseBeforeThemWrote()
    {
        Load("x{job=\"a\", i=\"1\"} 1 2 3");
        Load("x{job=\"a\", i=\"2\"} 10 20 30");
        RuleGroupEvaluation group = Group("  rules:\n  - {record: 'job:x:sum', expr: 'sum by (job) (x)', labels: {kind: s, job: b}}\n  - {record: twice, expr: '2 * job:x:sum'}\n");
        await EvaluateAsync(group, 1);
        Assert.Equal("job:x:sum{job=\"b\", kind=\"s\"} 22", await QueryAsync("job:x:sum", 1));
        Assert.Equal("twice{job=\"b\", kind=\"s\"} 44", await QueryAsync("twice", 1));
        Assert.All(group.Rules, static rule => Assert.Equal((RuleHealth.Ok, 1), (rule.Outcome.Health, rule.Outcome.Samples)));
    }

    [Fact]
    public async Task Evaluate_SeriesThatVanishes_IsMarkedAsEnded()
    {
        Load("x{i=\"1\"} 1 1 1");
        Load("x{i=\"2\"} 1 stale");
        RuleGroupEvaluation group = Group("  rules:\n  - {record: r, expr: x}\n");
        await EvaluateAsync(group, 0);
        Assert.Equal("r{i=\"1\"} 1; r{i=\"2\"} 1", await QueryAsync("r", 0));
        await EvaluateAsync(group, 1);
        Assert.Equal("r{i=\"1\"} 1", await QueryAsync("r", 1));
        group.End(At(2));
        Assert.Equal("", await QueryAsync("r", 2));
    }

    [Fact]
    public async Task Evaluate_HistogramThatVanishes_IsMarkedAsEnded()
    {
        Load("h {{schema:0 sum:1 count:1 buckets:[1]}}x1 stale");
        RuleGroupEvaluation group = Group("  rules:\n  - {record: r, expr: h}\n");
        await EvaluateAsync(group, 1);
        Assert.Equal("{} 1", await QueryAsync("histogram_count(r)", 1));
        await EvaluateAsync(group, 2);
        Assert.Equal("", await QueryAsync("r", 2));
    }

    [Fact]
    public async Task Evaluate_Alert_WritesItsStatesAndFillsItsTexts()
    {
        Load("up{job=\"a\"} 0 0 0 1");
        RuleGroupEvaluation group = Group(
            """
              rules:
              - alert: Down
                expr: up == 0
                for: 1m
                labels: {severity: '{{ if eq $labels.job "a" }}high{{ else }}low{{ end }}', none: '{{ $labels.nothing }}'}
                annotations: {summary: '{{ $labels.job }} is {{ $value }} in {{ $externalLabels.region }}, {{ with query "count(up)" }}{{ . | first | value }}{{ end }} in all', plain: x}
            """,
            new RuleEvaluationOptions { ExternalLabels = LabelSet.Of(("region", "eu")) });
        await EvaluateAsync(group, 0);
        Assert.Equal("ALERTS{alertname=\"Down\", alertstate=\"pending\", job=\"a\", severity=\"high\"} 1", await QueryAsync("ALERTS", 0));
        await EvaluateAsync(group, 1);
        Assert.Equal("ALERTS{alertname=\"Down\", alertstate=\"firing\", job=\"a\", severity=\"high\"} 1", await QueryAsync("ALERTS", 1));
        Assert.Equal("ALERTS_FOR_STATE{alertname=\"Down\", job=\"a\", severity=\"high\"} 0", await QueryAsync("ALERTS_FOR_STATE", 1));
        Alert alert = Assert.Single(((AlertingEvaluation)group.Rules[0]).Alerts);
        Assert.Equal([new Label("plain", "x"), new Label("summary", "a is 0 in eu, 1 in all")], alert.Annotations);
        await EvaluateAsync(group, 3);
        Assert.Equal("", await QueryAsync("{__name__=~\"ALERTS.*\"}", 3));
        Assert.Equal(AlertState.Inactive, ((AlertingEvaluation)group.Rules[0]).State);
    }

    [Fact]
    public async Task Evaluate_TemplateThatFails_SaysSoInItsText()
    {
        Load("up 0");
        RuleGroupEvaluation group = Group("  rules:\n  - {alert: A, expr: up, annotations: {s: '{{ query \"nothing\" | first }}'}}\n");
        await EvaluateAsync(group, 0);
        const string Error = "error executing template __alert_A: template: __alert_A:1:21: executing \"__alert_A\" at <first>: error calling first: first() called on vector with no elements";
        Assert.Equal($"<error expanding template: {Error}>", ((AlertingEvaluation)group.Rules[0]).Alerts[0].Annotations[0].Value);
        Assert.Equal((RuleHealth.Ok, Error), (group.Rules[0].Outcome.Health, Assert.Single(group.Rules[0].Outcome.TemplateErrors)));
    }

    [Theory]
    [InlineData("  limit: 1\n  rules:\n  - {record: r, expr: x}\n", "exceeded limit of 1 with 2 series")]
    [InlineData("  limit: 1\n  rules:\n  - {alert: A, expr: x}\n", "exceeded limit of 1 with 2 alerts")]
    [InlineData("  rules:\n  - {record: r, expr: x, labels: {i: same}}\n", "vector contains metrics with the same labelset after applying rule labels")]
    [InlineData("  rules:\n  - {alert: A, expr: x, labels: {i: same}}\n", "vector contains metrics with the same labelset after applying alert labels")]
    [InlineData("  rules:\n  - {record: r, expr: '\"text\"'}\n", "rule result is not a vector or scalar")]
    public async Task Evaluate_ResultThatCannotBeTaken_SaysWhyAndGoesOn(string rules, string expected)
    {
        Load("x{i=\"1\"} 1");
        Load("x{i=\"2\"} 1");
        RuleGroupEvaluation group = Group(rules + "  - {record: after, expr: vector(1)}\n");
        await EvaluateAsync(group, 0);
        Assert.Equal((RuleHealth.Err, expected), (group.Rules[0].Outcome.Health, group.Rules[0].Outcome.Error));
        Assert.Equal("after 1", await QueryAsync("after", 0));
    }

    [Fact]
    public async Task Evaluate_WithOffset_LooksAndWritesInThePast()
    {
        Load("x 1 2 3 4");
        RuleGroupEvaluation group = Group("  query_offset: 1m\n  rules:\n  - {record: r, expr: x}\n");
        await EvaluateAsync(group, 3);
        Assert.Equal("{} 120", await QueryAsync("timestamp(r)", 3));
        Assert.Equal("r 3", await QueryAsync("r", 3));
    }

    [Fact]
    public async Task Continue_AfterAReload_KeepsAlertsAndEndsWhatIsGone()
    {
        Load("up 0 0 0 0");
        RuleGroupEvaluation before = Group("  rules:\n  - {alert: A, expr: up == 0, for: 2m}\n  - {record: old, expr: up}\n");
        await EvaluateAsync(before, 0);
        RuleGroupEvaluation after = Group("  rules:\n  - {record: new, expr: up}\n  - {alert: A, expr: up < 1, for: 2m}\n");
        after.Continue(before);
        await EvaluateAsync(after, 2);
        Assert.Equal((AlertState.Firing, At(0)), (((AlertingEvaluation)after.Rules[1]).Alerts[0].State, ((AlertingEvaluation)after.Rules[1]).Alerts[0].ActiveAt));
        Assert.Equal("", await QueryAsync("old", 2));
        Assert.Equal("new 0", await QueryAsync("new", 2));
    }
}
