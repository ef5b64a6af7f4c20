using Vigia.Model.Metrics;
using Vigia.Model.Queries;
using Vigia.PromQL.Engine.Columns;
using Vigia.PromQL.Engine.Reading;
using Vigia.PromQL.Functions;
using Vigia.PromQL.Functions.Ranges;
using Vigia.PromQL.Syntax.Tree;

namespace Vigia.PromQL.Engine.Evaluation;

/// <summary>Functions over range selectors and subqueries.</summary>
internal sealed partial class Evaluator
{
    private SeriesSource CallRange(CallExpression call, RangeFunction function)
    {
        int rangeIndex = 0;
        while (call.Arguments[rangeIndex].Kind != ValueKind.Matrix)
        {
            rangeIndex++;
        }

        Expression argument = call.Arguments[rangeIndex];
        Expression range = argument.WithoutParens();
        List<Expression> numbers = [.. call.Arguments.Where(static other => other.Kind == ValueKind.Scalar)];
        TimeModifiers time = range is MatrixSelector selected ? selected.Selector.Time : ((SubqueryExpression)range).Time;
        VectorSelector? selector = (range as MatrixSelector)?.Selector;
        long offset = time.Offset is null ? 0 : context.Resolve(time.Offset, mustBePositive: false);
        var rangeCall = new RangeCall
        {
            Context = context,
            Function = call.Function.Name,
            Span = argument.Span,
            Steps = grid,
            Range = context.Resolve(range is MatrixSelector matrix ? matrix.Range : ((SubqueryExpression)range).Range, mustBePositive: true),
            Offset = offset,
            FixedEnd = FixedTime(time) - offset,
            IsAnchored = selector?.IsAnchored ?? false,
            IsSmoothed = selector?.IsSmoothed ?? false,
            Scalars = [.. numbers.Select(Scalars)],
            ScalarSpan = numbers.Count > 0 ? numbers[0].Span : default,
        };
        if (grid.Count == 0)
        {
            return new ColumnSource([]);
        }

        SampleReader reader = selector is not null
            ? OpenSelector(selector, rangeCall, call.Function.Name)
            : OpenSubquery((SubqueryExpression)range, rangeCall);
        var source = new RangeSource(rangeCall, reader, function);
        if (call.Function.Name == "absent_over_time")
        {
            return AbsentFunction.Complement(this, source, argument);
        }

        return RangeFunctionTable.KeepsName(call.Function.Name) ? source : DropNames(source);
    }

    public SampleReader OpenSelector(VectorSelector selector, RangeCall call, string? function)
    {
        long before = call.IsExtended ? context.Lookback : 0;
        long behind = call.IsSmoothed ? context.Lookback : 0;
        SeriesSelection selection = context.Select(new SeriesQuery
        {
            Matchers = selector.Matchers,
            MinTime = call.FirstEnd - call.Range - before + 1,
            MaxTime = call.LastEnd + behind,
            Step = grid.Count > 1 ? grid.Step : 0,
            Range = call.Range,
            Function = function,
        });
        return new SelectionReader(selection, context.StatisticsOnly.Contains(selector));
    }

    public SubqueryReader OpenSubquery(SubqueryExpression subquery, RangeCall call)
    {
        long step = subquery.Step is null
            ? (long)context.Options.DefaultSubqueryStep.TotalMilliseconds
            : context.Resolve(subquery.Step, mustBePositive: true);
        long first = call.FirstEnd - call.Range;
        long start = step * (first / step);
        if (start <= first)
        {
            start += step;
        }

        if (call.LastEnd >= start && (call.LastEnd - start) / step >= context.Options.MaxSteps)
        {
            throw new QueryException(
                QueryErrorKind.Execution,
                $"subquery has more than {context.Options.MaxSteps} steps; raise its step or shorten its range",
                subquery.Span.Start);
        }

        var steps = StepGrid.Range(start, call.LastEnd, step);
        var inner = new Evaluator(context, steps);
        return new SubqueryReader(steps.Count == 0 ? [] : inner.Columns(subquery.Inner), steps);
    }
}
