using Vigia.Model.Metrics;
using Vigia.Model.Queries;
using Vigia.PromQL.Engine;
using Vigia.PromQL.Syntax;
using Vigia.PromQL.Syntax.Tree;

namespace Vigia.PromQL.Scripts;

/// <summary>One run of a script. Not thread-safe.</summary>
internal sealed class ScriptRun : IDisposable
{
    private const long Minute = 60_000;
    private static readonly QueryOptions Options = new();
    private readonly string _file;
    private readonly MemoryMetricSource _source = new();
    private readonly PromqlEngine _engine;

    public ScriptRun(string file)
    {
        _file = file;
        _engine = new PromqlEngine(_source, new PromqlEngineOptions
        {
            DelaysNameRemoval = true,
            Syntax = PromqlSyntaxOptions.Experimental,
            MaxAnnotations = 10_000,
        });
    }

    public List<ScriptFailure> Failures { get; } = [];

    public async Task ExecuteAsync(ScriptCommand command, CancellationToken cancellationToken)
    {
        try
        {
            switch (command)
            {
                case ClearCommand: _source.Clear(); break;
                case LoadCommand load: Load(load); break;
                case EvalCommand eval: await EvaluateAsync(eval, cancellationToken).ConfigureAwait(false); break;
                default: break;
            }
        }
        catch (ScriptException exception)
        {
            Fail(command, exception.Message);
        }
    }

    public void Dispose() => _engine.Dispose();

    private void Load(LoadCommand load)
    {
        foreach ((Model.Labels.LabelSet labels, IReadOnlyList<SequenceValue> values) in load.Series)
        {
            _source.Add(labels, values, 0, load.Interval);
        }

        if (load.AddsCustomBuckets)
        {
            CustomBucketConversion.Add(_source, load.Series, load.Interval);
        }
    }

    private async Task EvaluateAsync(EvalCommand eval, CancellationToken cancellationToken)
    {
        QueryAnswer answer;
        try
        {
            answer = eval.Step == 0
                ? await _engine.EvaluateAsync(eval.Query, eval.Start, Options, cancellationToken).ConfigureAwait(false)
                : await _engine.EvaluateRangeAsync(eval.Query, eval.Start, eval.End, eval.Step, Options, cancellationToken).ConfigureAwait(false);
        }
        catch (QueryException exception) when (exception.Kind != QueryErrorKind.Internal)
        {
            Expectation? unmet = eval.Expectations.Find(expected => expected.Kind == "fail" && !expected.Matches(exception.Message));
            if (!eval.MustFail)
            {
                Fail(eval, $"query failed: {exception.Message}");
            }
            else if (unmet is not null)
            {
                Fail(eval, $"expected the error {unmet}, got: {exception.Message}");
            }

            return;
        }

        if (eval.MustFail)
        {
            Fail(eval, "expected the query to fail, but it did not");
            return;
        }

        CheckAnnotations(eval, answer);
        string? difference = ScriptComparison.Compare(eval, answer.Value);
        if (difference is not null)
        {
            Fail(eval, difference);
        }
        else if (IsSameAsRange(eval, answer.Value))
        {
            await EvaluateAsRangeAsync(eval, answer.Value is ScalarValue, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Whether the query gives the same at its time when it is a range query's.</summary>
    private static bool IsSameAsRange(EvalCommand eval, QueryValue value) =>
        eval.Step == 0 && !eval.IsOrdered && value is ScalarValue or VectorValue
        && !DependsOnQuery(PromqlParser.Parse(eval.Query, PromqlSyntaxOptions.Experimental).Tree);

    private static bool DependsOnQuery(Expression expression) =>
        expression is CallExpression { Function.Name: "start" or "end" or "step" or "range" or "sort" or "sort_desc" or "sort_by_label" or "sort_by_label_desc" }
        || expression is VectorSelector { Time.Boundary: not TimeBoundary.None } or SubqueryExpression { Time.Boundary: not TimeBoundary.None }
        || expression.Children.Any(DependsOnQuery);

    private async Task EvaluateAsRangeAsync(EvalCommand eval, bool isScalar, CancellationToken cancellationToken)
    {
        QueryAnswer answer;
        try
        {
            answer = await _engine.EvaluateRangeAsync(
                eval.Query, eval.Start - Minute, eval.Start + Minute, Minute, Options, cancellationToken).ConfigureAwait(false);
        }
        catch (QueryException exception)
        {
            Fail(eval, $"as a range query it failed: {exception.Message}");
            return;
        }

        var samples = new List<VectorSample>();
        foreach (MatrixSeries series in ((MatrixValue)answer.Value).Series)
        {
            int at = series.Timestamps.Span.IndexOf(eval.Start);
            if (at >= 0)
            {
                NativeHistogram? histogram = series.Histograms.IsEmpty ? null : series.Histograms.Span[at];
                samples.Add(new VectorSample(series.Labels, eval.Start, series.Values.Span[at], histogram));
            }
        }

        QueryValue value = isScalar ? new ScalarValue(eval.Start, samples.Count == 1 ? samples[0].Value : double.NaN) : new VectorValue(samples);
        string? difference = ScriptComparison.Compare(eval, value);
        if (difference is not null)
        {
            Fail(eval, "as a range query: " + difference);
        }
    }

    private void CheckAnnotations(EvalCommand eval, QueryAnswer answer)
    {
        CheckAnnotations(eval, "warn", answer.Warnings);
        CheckAnnotations(eval, "info", answer.Infos);
    }

    private void CheckAnnotations(EvalCommand eval, string kind, IReadOnlyList<string> actual)
    {
        if (eval.Expectations.Exists(expected => expected.Kind == "no_" + kind) && actual.Count > 0)
        {
            Fail(eval, $"expected no {kind} annotation, got: {string.Join("; ", actual)}");
        }

        List<Expectation> wanted = eval.Expectations.FindAll(expected => expected.Kind == kind);
        if (wanted.Count == 0)
        {
            return;
        }

        foreach (Expectation expected in wanted.Where(expected => !actual.Any(expected.Matches)))
        {
            Fail(eval, $"expected the {kind} annotation {expected}, got: {string.Join("; ", actual)}");
        }

        foreach (string found in actual.Where(found => !wanted.Exists(expected => expected.Matches(found))))
        {
            Fail(eval, $"unexpected {kind} annotation: {found}");
        }
    }

    private void Fail(ScriptCommand command, string message)
    {
        string query = command is EvalCommand eval ? $" (query {eval.Query})" : "";
        Failures.Add(new ScriptFailure(_file, command.Line, message + query));
    }
}
