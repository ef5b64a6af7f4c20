using Vigia.Model.Metrics;
using Vigia.PromQL.Engine.Columns;
using Vigia.PromQL.Engine.Evaluation;
using Vigia.PromQL.Functions.Ranges;
using Vigia.PromQL.Syntax;
using Vigia.PromQL.Syntax.Tree;

namespace Vigia.PromQL.Engine.Aggregation;

/// <summary>Aggregations. Those that need one series at a time never hold all of them.</summary>
internal static class AggregateEvaluator
{
    public static SeriesSource Evaluate(Evaluator evaluator, AggregateExpression aggregate)
    {
        if (aggregate.Operator.TakesParameter())
        {
            return new ColumnSource(ParameterAggregation.Evaluate(evaluator, aggregate));
        }

        SeriesSource source = evaluator.Vector(aggregate.Inner);
        var groups = SeriesGroups.Of(aggregate, source);
        GroupAccumulator?[] accumulators = Accumulate(evaluator, aggregate.Operator, source, groups);
        var results = new List<Column>(groups.Count);
        AggregationFindings findings = AggregationFindings.None;
        string mixedMetric = "";
        for (int group = 0; group < groups.Count; group++)
        {
            if (accumulators[group] is not { } accumulator)
            {
                continue;
            }

            Column column = accumulator.Result(out bool hasOverflow);
            findings |= accumulator.Findings;
            mixedMetric = mixedMetric.Length > 0 ? mixedMetric : accumulator.MixedMetric;
            if (hasOverflow)
            {
                MeanAgain(evaluator, source, groups, group, column);
            }

            if (!column.IsEmpty)
            {
                column.Labels = groups.Labels[group];
                column.DropsName = groups.DropsName[group];
                results.Add(column);
            }
        }

        evaluator.Context.Budget.Release((long)groups.Count * evaluator.Grid.Count);
        evaluator.Context.Budget.Hold((long)results.Count * evaluator.Grid.Count);
        Report(evaluator.Context.Annotations, aggregate, findings, mixedMetric);
        return new ColumnSource(results);
    }

    internal static void Report(Annotations annotations, AggregateExpression aggregate, AggregationFindings findings, string mixedMetric = "")
    {
        TextSpan span = aggregate.Inner.Span;
        if (findings.HasFlag(AggregationFindings.MixedFloats))
        {
            annotations.Warn(span, "encountered a mix of histograms and floats for aggregation");
        }

        if (findings.HasFlag(AggregationFindings.MixedSchemas))
        {
            annotations.Warn(
                span, $"vector contains a mix of histograms with exponential and custom buckets schemas for metric name {Model.Labels.QuotedText.Quote(mixedMetric)}");
        }

        if (findings.HasFlag(AggregationFindings.IgnoredHistogram))
        {
            annotations.Inform(span, $"ignored histogram in {aggregate.Operator.Name()} aggregation");
        }

        if (findings.HasFlag(AggregationFindings.ResetCollision))
        {
            annotations.Warn(span, "conflicting counter resets during histogram aggregation");
        }

        if (findings.HasFlag(AggregationFindings.ReconciledBounds))
        {
            annotations.Inform(span, "mismatched custom buckets were reconciled during aggregation");
        }
    }

    private static GroupAccumulator?[] Accumulate(Evaluator evaluator, AggregateOperator op, SeriesSource source, SeriesGroups groups)
    {
        QueryContext context = evaluator.Context;
        int steps = evaluator.Grid.Count;
        int workers = context.Workers(source.Count);
        context.Budget.Hold((long)groups.Count * steps);
        if (workers > 1 && groups.Count >= workers * 4)
        {
            // Each group is one thread's alone: nothing is merged, and the order of addition is that of the series.
            int[] order = ByGroup(groups, out int[] starts);
            var shared = new GroupAccumulator?[groups.Count];
            context.ForWorkers(workers, worker =>
            {
                int from = FirstGroup(starts, (long)order.Length * worker / workers);
                int to = FirstGroup(starts, (long)order.Length * (worker + 1) / workers);
                AddSeries(evaluator, op, source, groups, order.AsSpan(starts[from]..starts[to]), shared);
            });
            return shared;
        }

        var own = new GroupAccumulator?[workers][];
        context.ForRanges(source.Count, (worker, from, to) =>
        {
            own[worker] = new GroupAccumulator?[groups.Count];
            int[] indexes = new int[to - from];
            for (int i = 0; i < indexes.Length; i++)
            {
                indexes[i] = from + i;
            }

            AddSeries(evaluator, op, source, groups, indexes, own[worker]);
        });
        GroupAccumulator?[] merged = own[0];
        for (int worker = 1; worker < workers; worker++)
        {
            for (int group = 0; group < merged.Length; group++)
            {
                if (own[worker][group] is not { } part)
                {
                    continue;
                }

                if (merged[group] is { } whole)
                {
                    whole.Merge(part);
                }
                else
                {
                    merged[group] = part;
                }
            }
        }

        return merged;
    }

    private static void AddSeries(
        Evaluator evaluator, AggregateOperator op, SeriesSource source, SeriesGroups groups, ReadOnlySpan<int> indexes, GroupAccumulator?[] accumulators)
    {
        using var scratch = new ReadScratch();
        var spare = new Column(evaluator.Grid.Count);
        foreach (int index in indexes)
        {
            evaluator.Context.Cancellation.ThrowIfCancellationRequested();
            Column column = source.Columns?[index] ?? spare;
            if (ReferenceEquals(column, spare))
            {
                spare.Clear();
                source.Read(index, spare, scratch);
            }

            if (!column.IsEmpty)
            {
                (accumulators[groups.GroupOf[index]] ??= new GroupAccumulator(op, evaluator.Grid.Count)).Add(column, source.Labels(index));
            }
        }
    }

    /// <summary>The first group that begins at or behind a place in the order, so that workers have about the same number of series.</summary>
    private static int FirstGroup(int[] starts, long place)
    {
        int group = Array.BinarySearch(starts, (int)place);
        return group < 0 ? ~group : group;
    }

    /// <summary>The series ordered by group, and where each group begins.</summary>
    private static int[] ByGroup(SeriesGroups groups, out int[] starts)
    {
        starts = new int[groups.Count + 1];
        foreach (int group in groups.GroupOf)
        {
            starts[group + 1]++;
        }

        for (int i = 1; i < starts.Length; i++)
        {
            starts[i] += starts[i - 1];
        }

        int[] next = starts.AsSpan(0, groups.Count).ToArray();
        int[] order = new int[groups.GroupOf.Length];
        for (int i = 0; i < order.Length; i++)
        {
            order[next[groups.GroupOf[i]]++] = i;
        }

        return order;
    }

    /// <summary>Where the sum overflowed, the mean is computed again so that it does not. Rare, and so reads the series once more.</summary>
    private static void MeanAgain(Evaluator evaluator, SeriesSource source, SeriesGroups groups, int group, Column result)
    {
        using var scratch = new ReadScratch();
        var members = new List<Column>();
        for (int i = 0; i < source.Count; i++)
        {
            if (groups.GroupOf[i] == group)
            {
                var column = new Column(evaluator.Grid.Count);
                source.Read(i, column, scratch);
                members.Add(column);
            }
        }

        double[] values = new double[members.Count];
        for (int step = StepBits.Next(result.Present, 0); step >= 0; step = StepBits.Next(result.Present, step + 1))
        {
            if (result.HistogramAt(step) is not null)
            {
                continue;
            }

            int count = 0;
            foreach (Column member in members)
            {
                if (member.Has(step))
                {
                    values[count++] = member.Values[step];
                }
            }

            result.Values[step] = SumFunction.IncrementalMean(values.AsSpan(0, count));
        }
    }
}
