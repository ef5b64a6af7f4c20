using Vigia.PromQL.Syntax.Tree;

namespace Vigia.Server.Alerting.Rules.Lint.Checks;

/// <summary>A metric that the store does not have. Only with a store.</summary>
internal sealed class UnknownMetricCheck : ILintCheck
{
    public string Code => "unknown-metric";

    public IEnumerable<LintMessage> Find(LintSubject subject)
    {
        // What is asked for by absent() is meant to be missing.
        var expected = ExpressionWalk.All(subject.Rule.Tree).OfType<CallExpression>()
            .Where(static call => call.Function.Name is "absent" or "absent_over_time")
            .SelectMany(ExpressionWalk.Selectors).Select(static selector => selector.Name).ToHashSet(StringComparer.Ordinal);
        foreach (string name in ExpressionWalk.Selectors(subject.Rule.Tree).Select(static selector => selector.Name).Where(static name => name.Length > 0).Distinct())
        {
            if (!expected.Contains(name) && subject.Facts.Exists(name) is false)
            {
                yield return LintMessage.Of("unknown-metric", $"there is no series named {name}");
            }
        }
    }
}
