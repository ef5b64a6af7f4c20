using System.Globalization;
using Vigia.Model.Labels;

namespace Vigia.Server.Alerting.Rules.Lint;

/// <summary>A rule that is valid and probably not what was meant.</summary>
/// <param name="Code">The kind of finding, as <c>vigia_lint_off</c> names it.</param>
/// <param name="File">The file.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Group">The group's name.</param>
/// <param name="Rule">The rule's name.</param>
/// <param name="Text">What is odd, why, and what to do.</param>
internal sealed record LintFinding(string Code, string File, int Line, string Group, string Rule, LintMessage Text)
{
    /// <summary>What is odd, in English.</summary>
    public string Message => Text.ToString();

    /// <summary><c>file:line: warning: group "g", rule "r": message (code)</c>.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{File}:{Line}: warning: group {QuotedText.Quote(Group)}, rule {QuotedText.Quote(Rule)}: {Message} ({Code})");
}
