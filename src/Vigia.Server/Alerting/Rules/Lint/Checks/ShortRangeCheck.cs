using Vigia.PromQL.Syntax.Durations;
using Vigia.PromQL.Syntax.Tree;
using Vigia.Server.Configuration.Reading;

namespace Vigia.Server.Alerting.Rules.Lint.Checks;

/// <summary>A range too short for the two samples that a rate needs.</summary>
internal sealed class ShortRangeCheck : ILintCheck
{
    public string Code => "short-range";

    public IEnumerable<LintMessage> Find(LintSubject subject)
    {
        if (subject.Options.ScrapeInterval is not { } scrape)
        {
            yield break;
        }

        foreach (CallExpression call in ExpressionWalk.All(subject.Rule.Tree).OfType<CallExpression>())
        {
            if (call.Function.Name is "rate" or "irate" or "increase" or "delta" or "idelta" or "deriv"
                && call.Arguments[0].WithoutParens() is MatrixSelector { Range: DurationLiteral range } && range.Seconds <= scrape.TotalSeconds)
            {
                yield return LintMessage.Of("short-range", $"{subject.Text(call)} needs two samples, and a target is scraped every {DurationText.Format(scrape)}: it answers nothing; take a range of four scrapes");
            }
        }
    }
}
