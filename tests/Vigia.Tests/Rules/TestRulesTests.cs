using System.Xml.Linq;
using Vigia.Testing;

namespace Vigia.Tests.Rules;

public sealed class TestRulesTests : IDisposable
{
    private const string Rules = "groups:\n- name: g\n  rules:\n  - {alert: Down, expr: up == 0, for: 1m}\n";
    private const string Tests =
        """
        rule_files: [r.yml]
        tests:
        - name: goes down
          input_series:
          - {series: 'up{job="a"}', values: '1 0 0 0'}
          alert_rule_test:
          - eval_time: 2m
            alertname: Down
            exp_alerts: [{exp_labels: {job: a}}]
        - name: stays up
          input_series:
          - {series: up, values: '1x5'}
          promql_expr_test:
          - expr: up
            eval_time: 1m
            exp_samples: [{labels: up, value: 0}]
        """;

    private readonly TemporaryDirectory _folder = new();

    public TestRulesTests()
    {
        File.WriteAllText(Path.Combine(_folder.Path, "r.yml"), Rules);
        File.WriteAllText(Path.Combine(_folder.Path, "t.yml"), Tests);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Test_OneThatFails_EndsWithOneAndNamesTheLine()
    {
        ExternalResult result = await VigiaProgram.RunAsync(_folder.Path, "test", "rules", "--junit", "report.xml", "t.yml");
        Assert.Equal(1, result.ExitCode);
        Assert.Equal(
            [
                "t.yml:14: name: stays up, expr: \"up\", time: 1m,",
                "        exp: {__name__=\"up\"} 0E+00",
                "        got: {__name__=\"up\"} 1E+00",
                "t.yml: FAILED: 1 of 2 tests",
            ],
            result.Output.TrimEnd().Split('\n'));
        XElement suite = XDocument.Load(Path.Combine(_folder.Path, "report.xml")).Root!.Element("testsuite")!;
        Assert.Equal(("2", "1"), (suite.Attribute("tests")!.Value, suite.Attribute("failures")!.Value));
        Assert.Equal(["goes down", "stays up"], suite.Elements("testcase").Select(static test => test.Attribute("name")!.Value));
    }

    [Fact]
    public async Task Test_OnlyThosePassing_EndsWithZero()
    {
        ExternalResult result = await VigiaProgram.RunAsync(_folder.Path, "test", "rules", "--run", "goes", "t.yml");
        Assert.Equal((0, "t.yml: SUCCESS: 1 test"), (result.ExitCode, result.Output.Trim()));
    }

    [Theory]
    [InlineData("tests:\n- input_serie: []\n", "t.yml:2: unknown key input_serie in a test; did you mean input_series?")]
    [InlineData("tests:\n- input_series:\n  - {series: 'up{', values: 1}\n", "t.yml:3: input series \"up{\": ")]
    [InlineData("rule_files: [none.yml]\ntests: []\n", "t.yml:1: warning: no file matches none.yml")]
    public async Task Test_WrongFile_SaysWhere(string text, string expected)
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "t.yml"), text, TestContext.Current.CancellationToken);
        ExternalResult result = await VigiaProgram.RunAsync(_folder.Path, "test", "rules", "t.yml");
        Assert.Contains(expected, result.Output, StringComparison.Ordinal);
        Assert.Equal(expected.Contains("warning", StringComparison.Ordinal) ? 0 : 1, result.ExitCode);
    }

    [Fact]
    public async Task Test_WrongExpression_IsAUsageError() => Assert.Equal(2, (await VigiaProgram.RunAsync(_folder.Path, "test", "rules", "--run", "(", "t.yml")).ExitCode);
}
