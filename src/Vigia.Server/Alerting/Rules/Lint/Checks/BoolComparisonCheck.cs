using Vigia.PromQL.Syntax.Tree;

namespace Vigia.Server.Alerting.Rules.Lint.Checks;

/// <summary>An alert whose query is a comparison with <c>bool</c>: it keeps every series, with 0 or 1, so that each fires.</summary>
internal sealed class BoolComparisonCheck : ILintCheck
{
    public string Code => "always-fires";

    public IEnumerable<LintMessage> Find(LintSubject subject)
    {
        if (subject.Alert?.Tree.WithoutParens() is BinaryExpression { ReturnsBool: true } comparison && comparison.Kind == ValueKind.Vector)
        {
            yield return LintMessage.Of("always-fires", $"{subject.Text(comparison)} answers 0 where it does not hold, and a series with 0 fires too; leave out bool");
        }
    }
}
