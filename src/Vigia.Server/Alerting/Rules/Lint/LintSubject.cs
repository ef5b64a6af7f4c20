using Vigia.PromQL.Syntax.Tree;

namespace Vigia.Server.Alerting.Rules.Lint;

/// <summary>A rule under examination and what is known around it.</summary>
internal sealed record LintSubject(RuleGroup Group, Rule Rule, LintOptions Options)
{
    public AlertingRule? Alert => Rule as AlertingRule;

    public IMetricFacts Facts => Options.Facts;

    /// <summary>How often the rule runs; null where that is not known.</summary>
    public TimeSpan? Interval => Group.Interval ?? Options.EvaluationInterval;

    /// <summary>A part of the query as it was written.</summary>
    public string Text(Expression part)
    {
        const int MaxLength = 80;
        string text = Rule.Query[part.Span.Start..Math.Min(part.Span.End, Rule.Query.Length)].Trim();
        return text.Length > MaxLength ? text[..MaxLength] + "…" : text;
    }
}
