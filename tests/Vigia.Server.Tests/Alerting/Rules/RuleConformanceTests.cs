using Vigia.Model.Labels;
using Vigia.Server.Alerting.Rules;
using Vigia.Server.Alerting.Rules.Lint;
using Vigia.Server.Alerting.Rules.Reading;
using Vigia.Server.Alerting.Rules.UnitTests;
using Vigia.Testing;
using Xunit;

namespace Vigia.Server.Tests.Alerting.Rules;

/// <summary>Prometheus' own files for <c>promtool check rules</c> and <c>promtool test rules</c>.</summary>
public sealed class RuleConformanceTests
{
    private const string Suite = "rules";

    private static Task<UnitTestReport> RunAsync(string file, string? filter = null) =>
        new UnitTestRunner(RuleFileReader.Stable, TimeProvider.System).RunAsync(
            Conformance.File(Suite, file), filter is null ? null : TextPattern.Parse(filter), TestContext.Current.CancellationToken);

    [Theory]
    [InlineData("unittest.yml", null, true, 5)]
    [InlineData("long-period.yml", null, true, 1)]
    [InlineData("start-time-test.yml", null, true, 4)]
    [InlineData("no-test-group-interval.yml", null, true, 1)]
    [InlineData("at-modifier-test.yml", null, true, 1)]
    [InlineData("negative-offset-test.yml", null, true, 1)]
    [InlineData("failing.yml", null, false, 2)]
    [InlineData("bad-input-series.yml", null, false, 0)]
    [InlineData("rules_run.yml", null, false, 2)]
    [InlineData("rules_run.yml", "correct|wrong", false, 2)]
    [InlineData("rules_run.yml", "correct", true, 1)]
    [InlineData("rules_run.yml", "wrong", false, 1)]
    [InlineData("rules_run_fuzzy.yml", null, false, 2)]
    [InlineData("rules_run_fuzzy.yml", "correct", true, 1)]
    [InlineData("rules_run_fuzzy.yml", "wrong", false, 1)]
    [InlineData("rules_run_no_fuzzy.yml", null, false, 1)]
    public async Task Test_EveryFile_PassesOrFailsAsItsNameSays(string file, string? filter, bool shouldPass, int tests)
    {
        Assert.SkipWhen(Conformance.Root is null, "VIGIA_CONFORMANCE is not set");
        UnitTestReport report = await RunAsync(file, filter);
        Assert.True(shouldPass == report.HasPassed, $"passed: {report.HasPassed}\n{string.Join('\n', report.Failures)}");
        Assert.Equal(tests, report.Tests.Count);
        Assert.Empty(report.Warnings);
    }

    [Theory]
    [InlineData("rules.yml", 5)]
    [InlineData("rules_duplicates.yml", 5)]
    [InlineData("at-modifier.yml", 1)]
    [InlineData("negative-offset.yml", 1)]
    [InlineData("rules-bad.yml", null)]
    public async Task Check_EveryFile_CountsItsRulesOrIsRefused(string file, int? rules)
    {
        Assert.SkipWhen(Conformance.Root is null, "VIGIA_CONFORMANCE is not set");
        RuleFileReport report = Assert.Single(await RuleFileExamination.RunAsync(
            [Conformance.File(Suite, file)], "", RuleFileReader.Stable, LintOptions.Default, TestContext.Current.CancellationToken));
        Assert.Equal((rules is null, rules ?? 0), (report.IsRefused, report.RuleCount));
        Assert.Equal(file == "rules_duplicates.yml" ? [RuleLint.DuplicateCode, RuleLint.DuplicateCode] : [], report.Findings.Select(static finding => finding.Code));
    }

    [Fact]
    public void Cases_AreAllNamedHere()
    {
        Assert.SkipWhen(Conformance.Root is null, "VIGIA_CONFORMANCE is not set");
        IEnumerable<object?> named = new[] { nameof(Test_EveryFile_PassesOrFailsAsItsNameSays), nameof(Check_EveryFile_CountsItsRulesOrIsRefused) }
            .SelectMany(method => typeof(RuleConformanceTests).GetMethod(method)!.GetCustomAttributes(typeof(InlineDataAttribute), inherit: false))
            .Select(static data => ((InlineDataAttribute)data).Data[0]);
        Assert.Empty(Conformance.Cases(Suite).Except(named));
    }

    /// <summary>The texts are promtool's, so that what reads those can read these.</summary>
    [Fact]
    public async Task Test_FailingFile_SaysWhatPromtoolSays()
    {
        Assert.SkipWhen(Conformance.Root is null, "VIGIA_CONFORMANCE is not set");
        UnitTestReport report = await RunAsync("failing.yml");
        Assert.Equal(
            [
                """
                name: Failing test, alertname: Test, time: 0s,
                        exp:[
                            0:
                              Labels:{alertname="Test"}
                              Annotations:{}
                            ],
                        got:[]
                """,
                """
                name: Failing test, expr: "test", time: 0s,
                        exp: {__name__="test"} 1E+00
                        got: {__name__="test"} 0E+00
                """,
                """
                name: Failing alert test, alertname: InstanceDown, time: 5m,
                        exp:[],
                        got:[
                            0:
                              Labels:{alertname="InstanceDown", job="test", severity="page"}
                              Annotations:{description=" of job test has been down for more than 5 minutes.", summary="Instance  down"}
                            ]
                """,
                """
                name: Failing alert test, alertname: AlwaysFiring, time: 5m,
                        exp:[],
                        got:[
                            0:
                              Labels:{alertname="AlwaysFiring"}
                              Annotations:{}
                            ]
                """,
            ],
            report.Failures.Select(static failure => failure.Message));
        Assert.Equal([20, 13, 33, 36], report.Failures.Select(static failure => failure.Line));
    }
}
