using Vigia.Server.Alerting.Rules.Lint.Checks;

namespace Vigia.Server.Alerting.Rules.Lint;

/// <summary>
/// Finds rules that are valid and cannot do what they say: that can never fire, always fire, or compare what is not comparable. A rule switches a
/// check off with the annotation <c>vigia_lint_off: code, code</c>.
/// </summary>
internal static class RuleLint
{
    /// <summary>The reserved annotation that switches checks off.</summary>
    public const string OffAnnotation = "vigia_lint_off";

    /// <summary>The code of rules that are there twice.</summary>
    public const string DuplicateCode = "duplicate-rule";

    private static readonly ILintCheck[] Checks =
    [
        new ImpossibleComparisonCheck(), new RateAsShareCheck(), new CounterFunctionCheck(), new RawCounterCheck(), new QuantileBucketCheck(),
        new ShortHoldCheck(), new ShortRangeCheck(), new MissingLabelCheck(), new ValueInLabelCheck(), new TemplateFieldCheck(), new BoolComparisonCheck(), new LiteralMatcherCheck(),
        new UnknownMetricCheck(), new LabelClashCheck(),
    ];

    /// <summary>Every code.</summary>
    public static IEnumerable<string> Codes => Checks.Select(static check => check.Code).Append(DuplicateCode);

    /// <summary>The findings of some groups, in their order.</summary>
    public static IReadOnlyList<LintFinding> Examine(IReadOnlyList<RuleGroup> groups, LintOptions options)
    {
        var findings = new List<LintFinding>();
        foreach (RuleGroup group in groups)
        {
            foreach (Rule rule in group.Rules)
            {
                var subject = new LintSubject(group, rule, options);
                foreach (ILintCheck check in Checks)
                {
                    if (!IsOff(rule, check.Code))
                    {
                        findings.AddRange(check.Find(subject).Select(message => new LintFinding(check.Code, group.File, rule.QueryLine, group.Name, rule.Name, message)));
                    }
                }
            }
        }

        foreach ((RuleGroup group, Rule rule, RuleGroup firstGroup, Rule first) in RuleDuplicates.Find(groups))
        {
            if (!IsOff(rule, DuplicateCode))
            {
                LintMessage text = firstGroup.File == group.File
                    ? LintMessage.Of("duplicate-line", $"the same name and labels as the rule of line {first.Line}: their results overwrite each other; rename one or give it a label")
                    : LintMessage.Of("duplicate-file", $"the same name and labels as the rule of {firstGroup.File}:{first.Line}: their results overwrite each other; rename one or give it a label");
                findings.Add(new LintFinding(DuplicateCode, group.File, rule.Line, group.Name, rule.Name, text));
            }
        }

        return [.. findings.OrderBy(static finding => finding.File, StringComparer.Ordinal).ThenBy(static finding => finding.Line)];
    }

    private static bool IsOff(Rule rule, string code) =>
        rule is AlertingRule alert && alert.Annotations.FirstOrDefault(static annotation => annotation.Name == OffAnnotation) is { } off
            && off.Text.Split(',', StringSplitOptions.TrimEntries).Contains(code, StringComparer.Ordinal);
}
