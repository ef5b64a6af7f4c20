using Vigia.Model.Labels;
using Vigia.Model.Metrics;
using Vigia.Model.Queries;
using Vigia.PromQL.Engine.Columns;
using Vigia.PromQL.Engine.Reading;
using Vigia.PromQL.Functions.Ranges;
using Vigia.PromQL.Syntax.Tree;

namespace Vigia.PromQL.Engine.Evaluation;

/// <summary>Makes a query's value of what was evaluated.</summary>
internal sealed class ResultBuilder(Evaluator evaluator, int limit)
{
    public QueryValue Build(Expression tree)
    {
        Expression root = tree.WithoutParens();
        long start = evaluator.Grid.Start;
        if (root is StringLiteral text)
        {
            return new StringValue(start, text.Value);
        }

        bool isInstant = evaluator.Context.IsInstant;
        if (root.Kind == ValueKind.Scalar)
        {
            double[] values = evaluator.Scalars(root);
            return isInstant ? new ScalarValue(start, values[0]) : new MatrixValue([Series(values)]);
        }

        if (root.Kind == ValueKind.Matrix)
        {
            return Raw(root);
        }

        IReadOnlyList<Column> columns = WithoutNames(evaluator.Columns(root));
        if (!isInstant)
        {
            return new MatrixValue([.. Limited(columns.OrderBy(static column => column.Labels).ToList()).Select(Series)]);
        }

        return new VectorValue([.. Limited(columns).Select(column => new VectorSample(column.Labels, start, column.Values[0], column.HistogramAt(0)))]);
    }

    /// <summary>The names that were to go at the end go now.</summary>
    private static IReadOnlyList<Column> WithoutNames(IReadOnlyList<Column> columns) =>
        SeriesMerge.Merge([.. columns.Select(static column => column.DropsName
            ? column.WithLabels(MetricLabels.WithoutMetric(column.Labels), dropsName: false) : column)]);

    private IReadOnlyList<Column> Limited(IReadOnlyList<Column> columns)
    {
        if (limit <= 0 || columns.Count <= limit)
        {
            return columns;
        }

        evaluator.Context.Annotations.WarnPlain("results truncated due to limit");
        return [.. columns.Take(limit)];
    }

    private MatrixSeries Series(double[] values)
    {
        long[] times = new long[values.Length];
        for (int i = 0; i < times.Length; i++)
        {
            times[i] = evaluator.Grid.At(i);
        }

        return new MatrixSeries { Labels = LabelSet.Empty, Timestamps = times, Values = values };
    }

    private MatrixSeries Series(Column column)
    {
        int count = StepBits.Count(column.Present);
        long[] times = new long[count];
        double[] values = new double[count];
        var histograms = column.Histograms is null ? null : new NativeHistogram?[count];
        int next = 0;
        for (int step = StepBits.Next(column.Present, 0); step >= 0; step = StepBits.Next(column.Present, step + 1))
        {
            times[next] = evaluator.Grid.At(step);
            values[next] = column.Values[step];
            if (histograms is not null)
            {
                histograms[next] = column.HistogramAt(step);
            }

            next++;
        }

        return new MatrixSeries { Labels = column.Labels, Timestamps = times, Values = values, Histograms = histograms };
    }

    /// <summary>A range selector or subquery as the whole of an instant query: its samples as they are.</summary>
    private MatrixValue Raw(Expression root)
    {
        QueryContext context = evaluator.Context;
        TimeModifiers time = root is MatrixSelector selected ? selected.Selector.Time : ((SubqueryExpression)root).Time;
        long offset = time.Offset is null ? 0 : context.Resolve(time.Offset, mustBePositive: false);
        var call = new RangeCall
        {
            Context = context,
            Function = "",
            Span = root.Span,
            Steps = evaluator.Grid,
            Range = context.Resolve(root is MatrixSelector matrix ? matrix.Range : ((SubqueryExpression)root).Range, mustBePositive: true),
            Offset = offset,
            FixedEnd = evaluator.FixedTime(time) - offset,
        };
        SampleReader reader = root is MatrixSelector range
            ? evaluator.OpenSelector(range.Selector, call, null)
            : evaluator.OpenSubquery((SubqueryExpression)root, call);
        using var scratch = new ReadScratch();
        var series = new List<MatrixSeries>(reader.Count);
        for (int i = 0; i < reader.Count; i++)
        {
            SampleColumns samples = reader.Read(i, call.FirstEnd - call.Range + 1, call.LastEnd, scratch);
            if (samples.Count > 0)
            {
                context.Budget.Hold(samples.Count);
                context.Budget.AddRead(samples.Count, samples.Count);
                series.Add(new MatrixSeries
                {
                    Labels = reader.DropsName(i) ? MetricLabels.WithoutMetric(reader.Labels(i)) : reader.Labels(i),
                    Timestamps = samples.Timestamps.ToArray(),
                    Values = samples.Values.ToArray(),
                    Histograms = samples.HasHistograms ? samples.Histograms.ToArray() : default(ReadOnlyMemory<NativeHistogram?>),
                });
            }
        }

        series.Sort(static (a, b) => a.Labels.CompareTo(b.Labels));
        return new MatrixValue(series);
    }
}
