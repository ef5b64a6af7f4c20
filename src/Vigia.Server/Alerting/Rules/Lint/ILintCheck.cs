namespace Vigia.Server.Alerting.Rules.Lint;

/// <summary>One thing to look for in a rule.</summary>
internal interface ILintCheck
{
    /// <summary>The kind of its findings, as <c>vigia_lint_off</c> names it.</summary>
    string Code { get; }

    /// <summary>What it has to say of a rule.</summary>
    IEnumerable<LintMessage> Find(LintSubject subject);
}
