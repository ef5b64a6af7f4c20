using Vigia.Output;
using Vigia.Server.Alerting.Rules;
using Vigia.Server.Alerting.Rules.Lint;
using Vigia.Server.Alerting.Rules.Reading;
using Vigia.Server.Configuration.Reading;

namespace Vigia.Rules;

/// <summary>Checks files of rules: one line for each thing found, <c>file:line: …</c>, and one for each file.</summary>
internal static class RuleCheckWork
{
    public static async Task<int> RunAsync(IReadOnlyList<string> files, bool lints, bool isLintFatal, Terminal terminal, CancellationToken cancellationToken)
    {
        IReadOnlyList<RuleFileReport> reports = await RuleFileExamination.RunAsync(
            files, "", RuleFileReader.Stable, lints ? LintOptions.Default : null, cancellationToken);
        foreach (RuleFileReport report in reports)
        {
            Write(report, terminal);
        }

        bool hasWarning = reports.Any(static report => report.Findings.Count > 0);
        return reports.Any(static report => report.IsRefused) || (isLintFatal && hasWarning) ? ExitCodes.Failure : ExitCodes.Success;
    }

    private static void Write(RuleFileReport report, Terminal terminal)
    {
        foreach (ConfigurationIssue issue in report.Issues)
        {
            terminal.Out.WriteLine($"{issue.File}:{issue.Line}: {(issue.IsWarning ? "warning" : "error")}: {issue.Reason}");
        }

        foreach (LintFinding finding in report.Findings)
        {
            terminal.Out.WriteLine(finding);
        }

        int errors = report.Issues.Count(static issue => !issue.IsWarning);
        int warnings = report.Issues.Count - errors + report.Findings.Count;
        terminal.Out.WriteLine(report.IsRefused
            ? $"{report.Path}: refused: {CountText.Of(errors, "error")}"
            : $"{report.Path}: {CountText.Of(report.RuleCount, "rule")}{(warnings == 0 ? "" : ", " + CountText.Of(warnings, "warning"))}");
    }
}
