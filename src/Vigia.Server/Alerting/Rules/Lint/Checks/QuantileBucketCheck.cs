using Vigia.Model.Labels;
using Vigia.PromQL.Syntax.Tree;

namespace Vigia.Server.Alerting.Rules.Lint.Checks;

/// <summary><c>histogram_quantile</c> over buckets without <c>le</c>, over what is no bucket, or with a quantile outside of 0 to 1.</summary>
internal sealed class QuantileBucketCheck : ILintCheck
{
    public string Code => "quantile";

    public IEnumerable<LintMessage> Find(LintSubject subject)
    {
        foreach (CallExpression call in ExpressionWalk.All(subject.Rule.Tree).OfType<CallExpression>())
        {
            if (call.Function.Name is not ("histogram_quantile" or "quantile_over_time"))
            {
                continue;
            }

            if (ExpressionWalk.Constant(call.Arguments[0]) is { } quantile and (< 0 or > 1))
            {
                yield return LintMessage.Of("quantile-share", $"the quantile of {call.Function.Name}() is a share from 0 to 1, and {ExpressionWalk.Number(quantile)} answers ±Inf; write {ExpressionWalk.Number(quantile is > 1 and <= 100 ? quantile / 100 : 0.95)}");
            }

            // A native histogram needs no le; a name with _bucket is a classic one.
            if (call.Function.Name == "histogram_quantile" && ValueRanges.Histogram(call.Arguments[1]) is { } histogram
                && !ResultLabels.Of(call.Arguments[1], subject.Facts).CanHave(LabelNames.Bucket))
            {
                yield return LintMessage.Of("quantile-le", $"histogram_quantile() needs the label le of {histogram}_bucket, which the aggregation drops: it answers nothing; add le to by (…)");
            }
        }
    }
}
