using Vigia.Server.Alerting.Rules.Lint;
using Vigia.Server.Configuration.Reading;

namespace Vigia.Server.Alerting.Rules;

/// <summary>What there is to say of one file of rules.</summary>
/// <param name="Path">The file.</param>
/// <param name="RuleCount">How many rules it holds; 0 where it is refused.</param>
/// <param name="Issues">Errors, and warnings of what is without effect.</param>
/// <param name="Findings">Rules that are valid and probably not what was meant.</param>
internal sealed record RuleFileReport(string Path, int RuleCount, IReadOnlyList<ConfigurationIssue> Issues, IReadOnlyList<LintFinding> Findings)
{
    /// <summary>Whether the file is refused.</summary>
    public bool IsRefused => Issues.Any(static issue => !issue.IsWarning);
}
