using Vigia.Model.Labels;
using Vigia.PromQL.Syntax.Tree;

namespace Vigia.Server.Alerting.Rules.Lint.Checks;

/// <summary>A regular expression behind <c>=</c>, where it is compared as it stands.</summary>
internal sealed class LiteralMatcherCheck : ILintCheck
{
    public string Code => "literal-regex";

    public IEnumerable<LintMessage> Find(LintSubject subject)
    {
        foreach (LabelMatcher matcher in ExpressionWalk.Selectors(subject.Rule.Tree).SelectMany(static selector => selector.Matchers))
        {
            bool looksLikeRegex = matcher.Value.Contains(".*", StringComparison.Ordinal) || matcher.Value.Contains(".+", StringComparison.Ordinal)
                || (matcher.Value.Contains('|', StringComparison.Ordinal) && !matcher.Value.Contains(' ', StringComparison.Ordinal));
            if (matcher.Kind is MatchKind.Equal or MatchKind.NotEqual && matcher.Name != LabelNames.MetricName && looksLikeRegex)
            {
                string sign = matcher.Kind == MatchKind.Equal ? "=~" : "!~";
                yield return LintMessage.Of("literal-regex", $"{matcher} compares the text as it stands; for a regular expression write {sign}");
            }
        }
    }
}
