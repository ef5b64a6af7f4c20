using System.Globalization;
using Vigia.Model.Labels;
using Vigia.Model.Metrics;
using Vigia.PromQL.Engine;
using Vigia.PromQL.Engine.Columns;
using Vigia.PromQL.Engine.Evaluation;
using Vigia.PromQL.Histograms;
using Vigia.PromQL.Syntax;
using Vigia.PromQL.Syntax.Printing;
using Vigia.PromQL.Syntax.Tree;

namespace Vigia.PromQL.Functions.Vectors;

/// <summary><c>histogram_quantile</c>, <c>histogram_quantiles</c> and <c>histogram_fraction</c>, over classic and native histograms.</summary>
internal static class HistogramFunctions
{
    public static SeriesSource Evaluate(Evaluator evaluator, CallExpression call)
    {
        string name = call.Function.Name;
        Expression argument = name == "histogram_quantiles" ? call.Arguments[0] : call.Arguments[^1];
        IReadOnlyList<Column> columns = evaluator.Columns(argument);
        Dictionary<LabelSet, HistogramSeries> series = Group(evaluator.Context, columns, argument.Span);
        var results = new List<Column>();
        if (name == "histogram_fraction")
        {
            double[] lower = evaluator.Scalars(call.Arguments[0]);
            double[] upper = evaluator.Scalars(call.Arguments[1]);
            results.AddRange(series.Select(entry => Compute(evaluator, entry.Key, entry.Value, argument.Span, new FractionMeasure(lower, upper))));
        }
        else
        {
            bool isSeveral = name == "histogram_quantiles";
            foreach (Expression quantile in isSeveral ? call.Arguments.Skip(2) : call.Arguments.Take(1))
            {
                double[] q = evaluator.Scalars(quantile);
                string? label = isSeveral ? ((StringLiteral)call.Arguments[1].WithoutParens()).Value : null;
                CheckQuantiles(evaluator.Context, q, quantile.Span);
                foreach ((LabelSet labels, HistogramSeries histogram) in series)
                {
                    Column column = Compute(evaluator, labels, histogram, argument.Span, new QuantileMeasure(q, evaluator.Grid));
                    column.Labels = label is null ? column.Labels : column.Labels.With(label, NumberText.FormatLabel(q[0]));
                    results.Add(column);
                }
            }
        }

        evaluator.Release(columns);
        results.RemoveAll(static column => column.IsEmpty);
        if (name == "histogram_quantiles")
        {
            results = [.. SeriesMerge.Merge(results)];
        }

        return evaluator.DropNames(new ColumnSource(results));
    }

    private static void CheckQuantiles(QueryContext context, double[] quantiles, TextSpan span)
    {
        foreach (double q in quantiles)
        {
            Quantiles.Check(q, context, span);
        }
    }

    private static Dictionary<LabelSet, HistogramSeries> Group(QueryContext context, IReadOnlyList<Column> columns, TextSpan span)
    {
        var groups = new Dictionary<LabelSet, HistogramSeries>();
        foreach (Column column in columns)
        {
            bool hasFloats = HasFloats(column);
            if (column.Histograms is not null)
            {
                Of(groups, column.Labels).Native.Add(column);
            }

            if (!hasFloats)
            {
                continue;
            }

            string bound = column.Labels[LabelNames.Bucket];
            if (TryParseBound(bound, out double upper))
            {
                HistogramSeries histogram = Of(groups, column.Labels.Without(LabelNames.Bucket));
                histogram.Buckets.Add((upper, column));
                histogram.DropsName |= column.DropsName;
                continue;
            }

            string metric = column.Labels.MetricName;
            string suffix = metric.Length == 0 ? "" : $" for metric name {QuotedText.Quote(metric)}";
            context.Annotations.Warn(span, $"bucket label \"le\" is missing or has a malformed value of {QuotedText.Quote(bound)}{suffix}");
        }

        return groups;
    }

    private static HistogramSeries Of(Dictionary<LabelSet, HistogramSeries> groups, LabelSet labels)
    {
        if (!groups.TryGetValue(labels, out HistogramSeries? series))
        {
            groups[labels] = series = new HistogramSeries();
        }

        return series;
    }

    private static bool HasFloats(Column column)
    {
        if (column.Histograms is null)
        {
            return true;
        }

        for (int step = StepBits.Next(column.Present, 0); step >= 0; step = StepBits.Next(column.Present, step + 1))
        {
            if (column.HistogramAt(step) is null)
            {
                return true;
            }
        }

        return false;
    }

    private static bool TryParseBound(string text, out double bound)
    {
        string lower = text.ToLowerInvariant().TrimStart('+');
        bound = lower is "inf" or "infinity" ? double.PositiveInfinity : lower is "-inf" or "-infinity" ? double.NegativeInfinity : double.NaN;
        return !double.IsNaN(bound)
            || (lower != "nan" && lower.Length > 0 && double.TryParse(text, NumberStyles.Float & ~NumberStyles.AllowLeadingWhite & ~NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out bound));
    }

    private static Column Compute(Evaluator evaluator, LabelSet labels, HistogramSeries series, TextSpan span, HistogramMeasure measure)
    {
        var result = new Column(evaluator.Grid.Count) { Labels = labels, DropsName = true };
        var buckets = new List<ClassicBucket>(series.Buckets.Count);
        Annotations annotations = evaluator.Context.Annotations;
        string metric = labels.MetricName;
        string suffix = metric.Length == 0 ? "" : $" for metric name {QuotedText.Quote(metric)}";
        for (int step = 0; step < evaluator.Grid.Count; step++)
        {
            NativeHistogram? native = null;
            foreach (Column column in series.Native)
            {
                native ??= column.Has(step) ? column.HistogramAt(step) : null;
            }

            buckets.Clear();
            foreach ((double bound, Column column) in series.Buckets)
            {
                if (column.Has(step) && column.HistogramAt(step) is null)
                {
                    buckets.Add(new ClassicBucket(bound, column.Values[step]));
                }
            }

            if (native is not null && buckets.Count > 0)
            {
                annotations.Warn(span, "vector contains a mix of classic and native histograms" + suffix);
            }
            else if (native is not null)
            {
                result.Set(step, measure.Native(step, native, annotations, span, suffix));
            }
            else if (buckets.Count > 0)
            {
                result.Set(step, measure.Classic(step, buckets, annotations, span, suffix));
            }
        }

        return result;
    }

    /// <summary>The columns of one histogram.</summary>
    private sealed class HistogramSeries
    {
        public List<(double UpperBound, Column Column)> Buckets { get; } = [];

        public List<Column> Native { get; } = [];

        public bool DropsName { get; set; }
    }
}
