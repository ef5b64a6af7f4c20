using Vigia.Model.Metrics;
using Vigia.PromQL.Syntax.Tree;

namespace Vigia.Server.Alerting.Rules.Lint.Checks;

/// <summary>Functions of counters over what is none, and functions of gauges over counters.</summary>
internal sealed class CounterFunctionCheck : ILintCheck
{
    private static readonly string[] CounterSuffixes = ["_total", "_sum", "_count", "_bucket"];
    private static readonly string[] GaugeSuffixes =
    [
        "_size", "_ratio", "_percent", "_celsius", "_connections", "_timestamp_seconds", "_usage_bytes", "_free_bytes", "_available_bytes", "_limit_bytes",
        "_temperature", "_length", "_depth", "_info", "_in_progress", "_age_seconds",
    ];

    public string Code => "counter-function";

    public IEnumerable<LintMessage> Find(LintSubject subject)
    {
        foreach (CallExpression call in ExpressionWalk.All(subject.Rule.Tree).OfType<CallExpression>())
        {
            // A recorded metric (job:x:y) says nothing of its kind by its name.
            if (call.Arguments.Count == 0 || call.Arguments[0].WithoutParens() is not MatrixSelector { Selector.Name: { Length: > 0 } name } || name.Contains(':', StringComparison.Ordinal))
            {
                continue;
            }

            string function = call.Function.Name;
            bool looksLikeCounter = CounterSuffixes.Any(suffix => name.EndsWith(suffix, StringComparison.Ordinal));
            MetricType? type = subject.Facts.Type(name) ?? (looksLikeCounter ? TypeOfFamily(subject.Facts, name) : null);
            if (function is "rate" or "irate" or "increase")
            {
                if (type is MetricType.Gauge || (type is null && GaugeSuffixes.Any(suffix => name.EndsWith(suffix, StringComparison.Ordinal))))
                {
                    yield return type is null
                        ? LintMessage.Of("counter-function-like", $"{function}() takes a counter, and {name} looks like a gauge: every fall counts as a restart; use delta() or deriv()")
                        : LintMessage.Of("counter-function-gauge", $"{function}() takes a counter, and {name} is a gauge: every fall counts as a restart; use delta() or deriv()");
                }
                else if (type is null && !looksLikeCounter)
                {
                    yield return LintMessage.Of("counter-function-name", $"{function}() takes a counter, and the name {name} does not end in _total, _sum, _count or _bucket; where it goes up and down use delta() or deriv()");
                }
            }
            else if (function is "delta" or "idelta" or "deriv" or "predict_linear" && (type is MetricType.Counter || name.EndsWith("_total", StringComparison.Ordinal)))
            {
                yield return LintMessage.Of("gauge-function", $"{function}() takes a gauge, and {name} is a counter: a restart counts as a fall; use increase() or rate()");
            }
        }
    }

    private static MetricType? TypeOfFamily(IMetricFacts facts, string series)
    {
        int end = series.LastIndexOf('_');
        MetricType? type = end < 0 ? null : facts.Type(series[..end]);
        return type is MetricType.Histogram or MetricType.Summary ? type : null;
    }
}
