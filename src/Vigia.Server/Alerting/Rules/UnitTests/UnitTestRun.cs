using Vigia.Model.Labels;
using Vigia.Model.Queries;
using Vigia.PromQL.Engine;
using Vigia.Server.Alerting.Rules.Evaluation;
using Vigia.Server.Alerting.Rules.UnitTests.Model;
using Vigia.Server.Alerting.Rules.UnitTests.Text;
using Vigia.Server.Configuration.Reading;

namespace Vigia.Server.Alerting.Rules.UnitTests;

/// <summary>Runs one test: evaluates the rules from its start to its last case, looks at the alerts on the way and asks the queries at the end.</summary>
internal sealed class UnitTestRun(UnitTestFile file, UnitTest test, IReadOnlyList<RuleGroup> groups, TimeProvider clock)
{
    private const int MaxEvaluations = 2_000_000;
    private const string Indent = "            ";

    private readonly List<UnitTestFailure> _failures = [];

    public IReadOnlyList<UnitTestFailure> Failures => _failures;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (test.AlertTests.FirstOrDefault(static alert => alert.AlertName.Length == 0) is { } unnamed)
        {
            string where = test.Name.Length > 0 ? $" (in TestGroup {test.Name})" : "";
            Fail(unnamed.Line, $"an item under alert_rule_test misses required attribute alertname at eval_time {DurationText.Format(unnamed.Time)}{where}");
            return;
        }

        TimeSpan last = test.AlertTests.Select(static alert => alert.Time).Concat(test.QueryTests.Select(static query => query.Time)).DefaultIfEmpty().Max();
        if (last / file.EvaluationInterval > MaxEvaluations)
        {
            Fail(test.Line, $"more than {MaxEvaluations} evaluations up to {DurationText.Format(last)}; take a longer evaluation_interval");
            return;
        }

        var store = new UnitTestStore(test);
        using var engine = new PromqlEngine(store.Source, new PromqlEngineOptions { DefaultSubqueryStep = file.EvaluationInterval, MaxParallelism = 1 });
        var options = new RuleEvaluationOptions { ExternalLabels = test.ExternalLabels, ExternalAddress = test.ExternalAddress };
        RuleGroupEvaluation[] evaluations = [.. groups.Select(group => new RuleGroupEvaluation(group, options, engine, store, clock))];
        if (!await EvaluateAsync(evaluations, store, last, cancellationToken))
        {
            return;
        }

        store.LoadUntil(test.Start + (long)last.TotalMilliseconds);
        foreach (QueryTest query in test.QueryTests)
        {
            await CheckAsync(query, engine, cancellationToken);
        }
    }

    /// <summary>Evaluates step by step; false where a rule failed, which ends the test.</summary>
    private async Task<bool> EvaluateAsync(RuleGroupEvaluation[] evaluations, UnitTestStore store, TimeSpan last, CancellationToken cancellationToken)
    {
        AlertTest[] pending = [.. test.AlertTests.OrderBy(static alert => alert.Time)];
        int next = 0;
        for (TimeSpan elapsed = TimeSpan.Zero; elapsed <= last; elapsed += file.EvaluationInterval)
        {
            DateTimeOffset time = DateTimeOffset.UnixEpoch.AddMilliseconds(test.Start) + elapsed;
            store.LoadUntil(time.ToUnixTimeMilliseconds());
            bool isFailed = false;
            foreach (RuleGroupEvaluation group in evaluations)
            {
                await group.EvaluateAsync(time, cancellationToken);
                foreach (RuleEvaluation rule in group.Rules.Where(static rule => rule.Outcome.Error is not null))
                {
                    Fail(test.Line, $"rule: {rule.Rule.Name}, time: {DurationText.Format(elapsed)}, err: {rule.Outcome.Error}");
                    isFailed = true;
                }
            }

            if (isFailed)
            {
                return false;
            }

            // A case between two evaluations sees the one before it.
            for (; next < pending.Length && pending[next].Time < elapsed + file.EvaluationInterval; next++)
            {
                Check(pending[next], evaluations);
            }
        }

        return true;
    }

    private void Check(AlertTest expected, RuleGroupEvaluation[] evaluations)
    {
        ExpectedAlert[] got =
        [
            .. evaluations.SelectMany(static group => group.Rules).OfType<AlertingEvaluation>()
                .Where(rule => rule.Rule.Name == expected.AlertName)
                .SelectMany(static rule => rule.Alerts)
                .Where(static alert => alert.State == AlertState.Firing)
                .Select(static alert => new ExpectedAlert(alert.Labels, alert.Annotations))
                .Order(AlertOrder.Instance),
        ];
        ExpectedAlert[] wanted = [.. expected.Expected.Order(AlertOrder.Instance)];
        if (!wanted.SequenceEqual(got))
        {
            Fail(expected.Line, $"{NamePrefix()}alertname: {expected.AlertName}, time: {DurationText.Format(expected.Time)},\n"
                + $"        exp:{FailureText.Alerts(wanted, Indent)},\n        got:{FailureText.Alerts(got, Indent)}");
        }
    }

    private async Task CheckAsync(QueryTest query, PromqlEngine engine, CancellationToken cancellationToken)
    {
        string what = $"{NamePrefix()}expr: {QuotedText.Quote(query.Query)}, time: {DurationText.Format(query.Time)},";
        VectorValue answer;
        try
        {
            long time = test.Start + (long)query.Time.TotalMilliseconds;
            (answer, _) = await RuleQuery.RunAsync(engine, query.Query, time, "test", timeout: null, cancellationToken);
        }
        catch (Exception exception) when (exception is QueryException or RuleEvaluationException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Fail(query.Line, $"{what} err: {exception.Message}");
            return;
        }

        if (query.Expected is not { } expected)
        {
            Fail(query.Line, $"{what} err: {query.Error}");
            return;
        }

        ExpectedSample[] wanted = [.. expected.OrderBy(static sample => sample.Labels)];
        ExpectedSample[] got =
        [
            .. answer.Samples.Select(static sample => new ExpectedSample(
                sample.Labels, sample.Value, sample.Histogram is { } histogram ? HistogramNotationText.Format(histogram) : "")).OrderBy(static sample => sample.Labels),
        ];
        bool isSame = wanted.Length == got.Length && wanted.Zip(got).All(pair => pair.First.Labels.Equals(pair.Second.Labels)
            && pair.First.Histogram == pair.Second.Histogram && TestNumber.AreEqual(pair.First.Value, pair.Second.Value, file.IsFuzzy));
        if (!isSame)
        {
            Fail(query.Line, $"{what}\n        exp: {FailureText.Samples(wanted)}\n        got: {FailureText.Samples(got)}");
        }
    }

    private string NamePrefix() => test.Name.Length > 0 ? $"name: {test.Name}, " : "";

    private void Fail(int line, string message) => _failures.Add(new UnitTestFailure(file.Path, line, test.Name, message));

    private sealed class AlertOrder : IComparer<ExpectedAlert>
    {
        public static readonly AlertOrder Instance = new();

        public int Compare(ExpectedAlert? x, ExpectedAlert? y)
        {
            int order = x!.Labels.CompareTo(y!.Labels);
            for (int i = 0; order == 0 && i < Math.Min(x.Annotations.Count, y.Annotations.Count); i++)
            {
                order = string.CompareOrdinal(x.Annotations[i].Value, y.Annotations[i].Value);
            }

            return order;
        }
    }
}
