using Vigia.PromQL.Syntax;
using Vigia.PromQL.Syntax.Printing;
using Vigia.Server.Alerting.Rules.Evaluation;
using Vigia.Server.Alerting.Rules.Reading;
using Vigia.Server.Configuration.Reading;
using Vigia.Server.Tests.Alerting.Rules.Running;
using Xunit;

namespace Vigia.Server.Tests.Alerting.Rules;

/// <summary>What becomes of alerts when their data stops: a metric that stops is no recovery.</summary>
public sealed class NoDataTests
{
    private static string Rule(string handling) =>
        $"  - {{alert: Full, expr: size > 10, for: 1m, labels: {{severity: high}}, annotations: {{vigia_no_data: {handling}}}}}\n";

    private static async Task<RuleHarness> FiringAsync(string handling)
    {
        var rules = new RuleHarness();
        rules.WriteRules(Rule(handling));
        await rules.StartAsync();
        await rules.PassAsync(2, ("size{job=\"a\"}", 20), ("size{job=\"b\"}", 5));
        Assert.Equal("ALERTS{alertname=\"Full\", alertstate=\"firing\", job=\"a\", severity=\"high\"} 1", await rules.QueryAsync("ALERTS"));
        return rules;
    }

    private static string States(RuleHarness rules) => string.Join("; ", ((AlertingEvaluation)rules.Group.Evaluation.Rules[0]).Alerts
        .Where(static alert => alert.State != AlertState.Inactive).Select(static alert => $"{alert.Labels["job"]} {alert.State}"));

    [Fact]
    public async Task Ok_DataThatStops_IsARecovery()
    {
        await using RuleHarness rules = await FiringAsync("ok");
        await rules.PassAsync(8);
        Assert.Equal("", States(rules));
    }

    [Fact]
    public async Task Keep_DataThatStops_IsNoRecoveryUntilDataSaysSo()
    {
        await using RuleHarness rules = await FiringAsync("keep");
        await rules.PassAsync(30, ("size{job=\"b\"}", 5));
        Assert.Equal("a Firing", States(rules));
        await rules.PassAsync(1, ("size{job=\"a\"}", 20));
        Assert.Equal("a Firing", States(rules));
        await rules.PassAsync(1, ("size{job=\"a\"}", 5));
        Assert.Equal("", States(rules));
        Assert.Equal(rules.Group.Timing.Last, rules.Intake.All[^1].EndsAt);
    }

    [Fact]
    public async Task Alert_DataThatStopsWhollyAndComesBack_AlertsMeanwhile()
    {
        await using RuleHarness rules = await FiringAsync("alert");
        await rules.PassAsync(8, ("size{job=\"b\"}", 5));
        Assert.Equal("a Firing", States(rules));
        await rules.PassAsync(8);
        Assert.Equal("a Firing;  Firing", States(rules));
        await rules.PassAsync(1, ("size{job=\"a\"}", 5));
        Assert.Equal("", States(rules));
    }

    [Fact]
    public async Task Alert_NeverAnyData_AlertsAfterItsTime()
    {
        await using var rules = new RuleHarness();
        rules.WriteRules(Rule("alert"));
        await rules.StartAsync();
        await rules.PassAsync(1);
        Assert.Equal(" Pending", States(rules));
        await rules.PassAsync(1);
        Assert.Equal(" Firing", States(rules));
    }

    [Theory]
    [InlineData("size > 10", "size")]
    [InlineData("10 < (size)", "size")]
    [InlineData("rate(a[5m]) / rate(b[5m]) > 0.1", "rate(a[5m]) / rate(b[5m])")]
    [InlineData("a > 1 and b < 2", "a")]
    [InlineData("a > 1 unless b", "a")]
    [InlineData("a > 1 or b > 2", "(a) or (b)")]
    [InlineData("a > on (job) group_left () b", "(a) and on (job) (b)")]
    [InlineData("a < on (job) group_right () b", "(b) and on (job) (a)")]
    [InlineData("a > bool 1", null)]
    [InlineData("absent(a)", null)]
    [InlineData("(a)", null)]
    public void Of_Expression_LeavesItsConditionsOut(string expression, string? expected) =>
        Assert.Equal(expected, MeasuredExpression.Of(PromqlParser.Parse(expression).Tree) is { } measured ? PromqlPrinter.Print(measured) : null);

    [Fact]
    public void Read_UnknownHandling_IsRefusedWithItsLine()
    {
        ConfigurationException refused = Assert.Throws<ConfigurationException>(() =>
            RuleFileReader.Stable.Read("groups:\n- name: g\n  rules:\n  - alert: A\n    expr: x\n    annotations:\n      vigia_no_data: never\n", "r.yml"));
        Assert.Equal("r.yml:7: group \"g\", rule 1, \"A\": annotation vigia_no_data: \"never\" is none of keep, alert, ok", Assert.Single(refused.Issues).ToString());
    }
}
