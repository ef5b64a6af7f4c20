using Vigia.Model.Labels;
using Vigia.Output;
using Vigia.Server.Alerting.Rules.Reading;
using Vigia.Server.Alerting.Rules.UnitTests;
using Vigia.Server.Configuration.Reading;

namespace Vigia.Rules;

/// <summary>Runs unit tests of rules: each failure as <c>file:line: …</c>, and one line for each file.</summary>
internal static class RuleTestWork
{
    public static async Task<int> RunAsync(IReadOnlyList<string> patterns, TextPattern? filter, string? junit, Terminal terminal, CancellationToken cancellationToken)
    {
        var runner = new UnitTestRunner(RuleFileReader.Stable, TimeProvider.System);
        var reports = new List<UnitTestReport>();
        bool hasMissing = false;
        foreach (string pattern in patterns)
        {
            IReadOnlyList<string> files = RuleFileNames.Find(pattern, "");
            if (files.Count == 0)
            {
                terminal.Out.WriteLine($"{pattern}:1: no file matches this pattern");
                hasMissing = true;
            }

            foreach (string file in files)
            {
                UnitTestReport report = await runner.RunAsync(file, filter, cancellationToken);
                reports.Add(report);
                Write(report, terminal);
            }
        }

        if (junit is not null)
        {
            JUnitReport.Write(junit, reports);
        }

        return hasMissing || reports.Exists(static report => !report.HasPassed) ? ExitCodes.Failure : ExitCodes.Success;
    }

    private static void Write(UnitTestReport report, Terminal terminal)
    {
        foreach (ConfigurationIssue warning in report.Warnings)
        {
            terminal.Out.WriteLine($"{warning.File}:{warning.Line}: warning: {warning.Reason}");
        }

        foreach (UnitTestFailure failure in report.Failures)
        {
            terminal.Out.WriteLine(failure);
        }

        int failed = report.Tests.Count(static test => test.Failures.Count > 0);
        terminal.Out.WriteLine(report.FileFailures.Count > 0 ? $"{report.Path}: FAILED: the tests did not run"
            : failed > 0 ? $"{report.Path}: FAILED: {failed} of {CountText.Of(report.Tests.Count, "test")}"
            : $"{report.Path}: SUCCESS: {CountText.Of(report.Tests.Count, "test")}");
    }
}
