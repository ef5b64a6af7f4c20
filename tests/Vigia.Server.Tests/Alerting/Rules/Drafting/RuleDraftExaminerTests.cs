using Microsoft.Extensions.DependencyInjection;
using Vigia.Model.Labels;
using Vigia.Model.Metrics;
using Vigia.Server.Alerting.Rules.Drafting;
using Vigia.Server.Alerting.Rules.Evaluation;
using Vigia.Server.Alerting.Rules.Rehearsal;
using Xunit;

namespace Vigia.Server.Tests.Alerting.Rules.Drafting;

/// <summary>A rule that is being written, in a running monitor.</summary>
public sealed class RuleDraftExaminerTests : IAsyncLifetime
{
    private const string Text = "groups:\n- name: g\n  interval: 15s\n  rules:\n  - alert: A\n    expr: up == 0\n";
    private static readonly RuleDraft Full = new()
    {
        Name = "Full",
        Expression = "size > 10",
        For = "1m",
        Labels = [new("severity", "high")],
        Annotations = [new("summary", "{{ $labels.job }} holds {{ $value }}")],
    };

    private MonitorFixture _monitor = null!;

    private RuleDraftExaminer Examiner => _monitor.App.Services.GetRequiredService<RuleDraftExaminer>();

    public async ValueTask InitializeAsync() => _monitor = await MonitorFixture.StartAsync();

    public ValueTask DisposeAsync() => _monitor.DisposeAsync();

    private RuleDraftCheck Check(RuleDraft draft, RulePlace? place = null, string text = Text) =>
        Examiner.Check(text, "r.yml", place ?? new RulePlace("g"), draft, TestContext.Current.CancellationToken);

    private static string Said(RuleDraftCheck check) => string.Join("; ", check.Issues.Select(static issue => $"{issue.Field.Kind}{issue.Field.Index}: {issue.Reason}"));

    private void Store(string metric, double value)
    {
        IMetricSink sink = _monitor.App.Services.GetRequiredService<IMetricSink>();
        DateTimeOffset now = _monitor.App.Services.GetRequiredService<TimeProvider>().GetUtcNow();
        var batch = new SampleBatch(16);
        SeriesRef series = sink.Resolve(LabelSet.Of((LabelNames.MetricName, metric), ("job", "a")));
        for (int second = -300; second <= 0; second += 15)
        {
            batch.Add(series, now.AddSeconds(second).ToUnixTimeMilliseconds(), value);
        }

        Assert.Equal(0, sink.Append(batch));
    }

    [Fact]
    public void Check_EachWrongField_IsNamedWithItsReason()
    {
        RuleDraftCheck check = Check(Full with { Name = "", Expression = "sum(up", For = "5 minutes", KeepFiringFor = "x", Labels = [new("ok", "1"), new("", "2")] });
        Assert.True(check.IsRefused);
        Assert.Null(check.Rule);
        string said = Said(check);
        Assert.Contains("Name0: one of 'record' or 'alert' must be set", said, StringComparison.Ordinal);
        Assert.Contains("Expression0: could not parse expression: 1:", said, StringComparison.Ordinal);
        Assert.Contains("For0: for: not a valid duration string", said, StringComparison.Ordinal);
        Assert.Contains("KeepFiringFor0: keep_firing_for: not a valid duration string", said, StringComparison.Ordinal);
        Assert.Contains("Label1: ", said, StringComparison.Ordinal);
        Assert.StartsWith("Annotation0: annotation \"summary\": ", Said(Check(Full with { Annotations = [new("summary", "{{ $labels.")] })), StringComparison.Ordinal);
        Assert.Equal("NoData0: annotation vigia_no_data: \"perhaps\" is none of keep, alert, ok", Said(Check(Full with { NoData = "perhaps" })));
    }

    [Theory]
    [InlineData("up{", "Expression0")]
    [InlineData("", "Expression0")]
    [InlineData("sum(\n  up{)", "Expression0")]
    public void Check_WrongExpression_IsSaidThere(string expression, string field) => Assert.StartsWith(field, Said(Check(Full with { Expression = expression })), StringComparison.Ordinal);

    [Fact]
    public void Check_OtherPlaces_AreNamedAsWell()
    {
        Assert.StartsWith("Group0: Groupname must not be empty", Said(Check(Full, new RulePlace(""))), StringComparison.Ordinal);
        Assert.Equal("Label1: \"a\" is there twice", Said(Check(Full with { Labels = [new("a", "1"), new("a", "2")] })));
        Assert.StartsWith("File0: ", Said(Check(Full, text: "groups: []\n")), StringComparison.Ordinal);
        Assert.StartsWith("File0: ", Said(Check(Full, text: Text.Replace("up == 0", "up ==", StringComparison.Ordinal))), StringComparison.Ordinal);
        Assert.Equal("Name0: braces present in the recording rule name; should it be in expr?: a{b}", Said(Check(new RuleDraft { IsAlert = false, Name = "a{b}", Expression = "up" })));
    }

    [Fact]
    public void Check_SoundRule_HasItsLintAndTheGroupAround()
    {
        RuleDraftCheck check = Check(Full with { Expression = "size > bool 10" }, new RulePlace("g", 0));
        Assert.Equal("", Said(check));
        Assert.Contains(check.Findings, static finding => finding.Code == "always-fires");
        Assert.Equal((TimeSpan.FromSeconds(15), "Full"), (check.Group!.Interval, check.Rule!.Name));
    }

    [Fact]
    public async Task Preview_ConditionThatHolds_ShowsTheAlert()
    {
        Store("size", 50);
        RulePreview preview = await Examiner.PreviewAsync(Check(Full).Rule!, TestContext.Current.CancellationToken);
        Assert.Equal((1, null, true, 50.0), (preview.Count, preview.Error, preview.Example!.IsResult, preview.Example.Value));
        Assert.Equal(new Label("summary", "a holds 50"), Assert.Single(preview.Example.Annotations));
        Assert.Equal(LabelSet.Of(("alertname", "Full"), ("job", "a"), ("severity", "high")), preview.Example.Labels);
    }

    [Fact]
    public async Task Preview_ConditionThatDoesNotHold_ShowsHowItWouldRead()
    {
        Store("size", 5);
        RulePreview preview = await Examiner.PreviewAsync(Check(Full with { NoData = "keep" }).Rule!, TestContext.Current.CancellationToken);
        Assert.Equal((0, false), (preview.Count, preview.Example!.IsResult));
        Assert.Equal(new Label("summary", "a holds 5"), Assert.Single(preview.Example.Annotations));
    }

    [Fact]
    public async Task Preview_TemplateThatFails_SaysWhy()
    {
        Store("size", 50);
        RuleExample example = (await Examiner.PreviewAsync(Check(Full with { Annotations = [new("summary", "{{ query \"sum(\" }}")] }).Rule!, TestContext.Current.CancellationToken)).Example!;
        Assert.Contains("error executing template", Assert.Single(example.Errors), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rehearse_RuleThatHolds_FiresAtTheEnd()
    {
        Store("size", 50);
        DateTimeOffset now = _monitor.App.Services.GetRequiredService<TimeProvider>().GetUtcNow();
        RehearsedRule rehearsed = await Examiner.RehearseAsync(Check(Full).Group!, new RehearsalSpan(now.AddMinutes(-10), now), TestContext.Current.CancellationToken);
        Alert alert = Assert.Single(rehearsed.Active);
        Assert.Equal((AlertState.Firing, 1), (alert.State, rehearsed.Firings));
        Assert.Equal(new Label("summary", "a holds 50"), Assert.Single(alert.Annotations));
    }
}
