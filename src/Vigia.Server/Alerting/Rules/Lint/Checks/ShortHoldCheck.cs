using Vigia.Server.Configuration.Reading;

namespace Vigia.Server.Alerting.Rules.Lint.Checks;

/// <summary><c>for</c> shorter than the interval: it then is the interval.</summary>
internal sealed class ShortHoldCheck : ILintCheck
{
    public string Code => "short-for";

    public IEnumerable<LintMessage> Find(LintSubject subject)
    {
        if (subject.Alert is { For.Ticks: > 0 } alert && subject.Interval is { } interval && alert.For < interval)
        {
            yield return LintMessage.Of("short-for", $"for: {DurationText.Format(alert.For)} is shorter than the interval of {DurationText.Format(interval)}: the alert fires at its second evaluation, after {DurationText.Format(interval)}");
        }
    }
}
